/** How much of the plan is used, as the server counts it. */
import { useQuery } from "@tanstack/react-query";
import { usage } from "@/api/queries";
import type { LimitUse } from "@/api/types";
import { formatCount, t } from "@/lib/i18n";
import { Answer } from "./Answer";
import layout from "./Layout.module.css";
import { useFormat } from "./me";
import classes from "./Usage.module.css";

const AMBER = 75;
const RED = 90;

const limitLabel = (limit: LimitUse["limit"]): string =>
  ({ max_products: t("Products"), max_orders: t("Orders this month"), max_users: t("People and invitations") })[limit];

/** For admins: the server tells nobody else. */
export function UsageMeters() {
  const { today } = useFormat();
  const day = today();
  const query = useQuery({ ...usage.of(day, day), refetchInterval: 60_000 });
  return (
    <Answer query={query} lines={3} lasting>
      {({ limits }) => <LimitMeters limits={limits} />}
    </Answer>
  );
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

/** In percent; a limit of nothing is used up before anything is there. */
function shareOf(used: number, max: number | null): number {
  if (max === null) return 0;
  return max === 0 ? 100 : Math.min(100, (used / max) * 100);
}

function toneOf(share: number): "good" | "warn" | "bad" {
  if (share >= RED) return "bad";
  return share >= AMBER ? "warn" : "good";
}

export function MeterBar({ label, used, max }: Meter) {
  const share = shareOf(used, max);
  const tone = toneOf(share);
  const amount = formatCount(used);
  const text = max === null ? t("{used}, no limit", { used: amount }) : t("{used} of {max}", { used: amount, max: formatCount(max) });
  const warning = share >= 100 ? t("used up") : t("nearly used up");
  return (
    <div>
      <div className={classes.label}>
        <span>{label}</span>
        <span className={classes.amount} data-tone={tone}>
          {text}
          {tone !== "good" && ` · ${warning}`}
        </span>
      </div>
      {max !== null && (
        <div
          className={layout.track}
          role="meter"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={max}
          aria-valuenow={Math.min(used, max)}
          aria-valuetext={text}
        >
          {share > 0 && <div className={classes.fill} data-tone={tone} style={{ width: `${share}%` }} />}
        </div>
      )}
    </div>
  );
}
