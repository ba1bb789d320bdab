/** What the page works out of the minutes that the server gives. */
import type { System, TrafficMinute } from "@/api/types";
import { formatLocale, formatPercent, t } from "@/lib/i18n";

export function summary(traffic: TrafficMinute[]) {
  const sum = (of: (minute: TrafficMinute) => number) => traffic.reduce((all, minute) => all + of(minute), 0);
  const timed = traffic.filter((minute) => minute.p99_ms !== null);
  return {
    requests: sum((minute) => minute.requests),
    serverErrors: sum((minute) => minute.server_errors),
    clientErrors: sum((minute) => minute.client_errors),
    /** Nothing where the deployment does not count them apart from other rejections. */
    throttled: traffic.some((minute) => minute.throttled === null) ? null : sum((minute) => minute.throttled ?? 0),
    /** The minute whose slowest requests took longest. */
    worst: timed.reduce<TrafficMinute | null>((worst, minute) => (worst && worst.p99_ms! >= minute.p99_ms! ? worst : minute), null),
  };
}

export function milliseconds(value: number | null): string {
  if (value === null) return "–";
  const digits = { maximumSignificantDigits: value < 100 ? 2 : 3 };
  return new Intl.NumberFormat(formatLocale(), { style: "unit", unit: "millisecond", unitDisplay: "short", ...digits }).format(value);
}

/** What can't be told at the moment is a dash, not a nought. */
export const known = (value: number | null, format: (value: number) => string): string => (value === null ? "–" : format(value));

export function percent(part: number, whole: number): string {
  const share = whole === 0 ? 0 : part / whole;
  return formatPercent(share, { maximumFractionDigits: share > 0 && share < 0.1 ? 2 : 0 });
}

export const deploymentName = (target: System["home"]): string => (target === "aws" ? t("on AWS") : t("on one server"));

/** What is watched, as words; what is new to this app keeps the server's name. */
export function healthName(name: string): string {
  const known: Record<string, string> = {
    control_store: t("Accounts and tenants"),
    pool_store: t("The pool"),
    mail: t("Mail"),
    disk: t("Disk"),
    events: t("Events"),
    alarms: t("Alarms"),
  };
  const words = name.replaceAll("_", " ");
  return known[name] ?? words[0]!.toUpperCase() + words.slice(1);
}

export const healthWord = (status: System["health"][number]["status"]): string =>
  ({ ok: t("OK"), degraded: t("Degraded"), failing: t("Failing") })[status];
