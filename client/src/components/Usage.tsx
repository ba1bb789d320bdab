/** How much of the plan is used, as the server counts it. */
import { useQuery } from "@tanstack/react-query";
import { usageQuery } from "@/api/queries";
import type { LimitUse } from "@/api/types";
import { formatCount, t } from "@/lib/i18n";
import { useFormat } from "./me";
import { Loading, ProblemView } from "./States";
import classes from "./Usage.module.css";

const AMBER = 75;
const RED = 90;

const limitLabel = (limit: LimitUse["limit"]): string =>
  ({ max_products: t("Products"), max_orders: t("Orders this month"), max_users: t("People and invitations") })[limit];

/** For admins: the server tells nobody else. */
export function UsageMeters() {
  const { today } = useFormat();
  const day = today();
  const { data, error, refetch } = useQuery({ ...usageQuery(day, day), refetchInterval: 60_000 });
  if (!data) return error ? <ProblemView error={error} retry={() => void refetch()} /> : <Loading lines={3} />;
  return <LimitMeters limits={data.limits} />;
}

export function LimitMeters({ limits }: { limits: LimitUse[] }) {
  return (
    <div className={classes.meters}>
      {limits.map(({ limit, used, max }) => (
        <MeterBar key={limit} label={limitLabel(limit)} used={used} max={max} />
      ))}
    </div>
  );
}

interface Meter {
  label: string;
  used: number;
  /** None means unlimited. */
  max: number | null;
}

export function MeterBar({ label, used, max }: Meter) {
  // A limit of nothing is used up before anything is there.
  const share = max === null ? 0 : max === 0 ? 100 : Math.min(100, (used / max) * 100);
  const tone = share >= RED ? "bad" : share >= AMBER ? "warn" : "good";
  const amount = formatCount(used);
  const text = max === null ? t("{used}, no limit", { used: amount }) : t("{used} of {max}", { used: amount, max: formatCount(max) });
  const warning = share >= 100 ? t("used up") : tone === "good" ? null : t("nearly used up");
  return (
    <div>
      <div className={classes.label}>
        <span>{label}</span>
        <span className={classes.amount} data-tone={tone}>
          {text}
          {warning && ` · ${warning}`}
        </span>
      </div>
      {max !== null && (
        <div className={classes.track} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={max} aria-valuenow={Math.min(used, max)} aria-valuetext={text}>
          {share > 0 && <div className={classes.fill} data-tone={tone} style={{ width: `${share}%` }} />}
        </div>
      )}
    </div>
  );
}
