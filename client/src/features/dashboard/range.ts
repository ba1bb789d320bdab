/** The days that are looked at, as they stand in the address. */
import { t } from "@/lib/i18n";
import { addDays, daysBetween, firstOfMonth, isDay, type Day } from "@/lib/time";

export interface Range {
  from: Day;
  to: Day;
}

export const PRESETS = ["today", "7d", "30d", "month", "90d", "12m"] as const;
type Preset = (typeof PRESETS)[number];

/** The server answers for at most this many days. */
const MAX_DAYS = 366;

export const presetName = (preset: Preset): string =>
  ({
    today: t("Today"),
    "7d": t("7 days"),
    "30d": t("30 days"),
    month: t("This month"),
    "90d": t("90 days"),
    "12m": t("12 months"),
  })[preset];

function presetRange(preset: Preset, today: Day): Range {
  const days = { today: 1, "7d": 7, "30d": 30, "90d": 90, "12m": 365 };
  if (preset === "month") return { from: firstOfMonth(today), to: today };
  return { from: addDays(today, 1 - days[preset]), to: today };
}

export function readRange(filters: { range?: string; from?: string; to?: string }, today: Day): Range & { preset: Preset | null } {
  if (isDay(filters.from) && isDay(filters.to) && filters.from <= filters.to) {
    const from = daysBetween(filters.from, filters.to) < MAX_DAYS ? filters.from : addDays(filters.to, 1 - MAX_DAYS);
    return { from, to: filters.to, preset: null };
  }
  const preset = PRESETS.find((known) => known === filters.range) ?? "30d";
  return { ...presetRange(preset, today), preset };
}

/** As many days, just before. */
export function before({ from, to }: Range): Range {
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(from, -1) };
}
