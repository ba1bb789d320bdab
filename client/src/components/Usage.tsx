/** How much of the plan is used. Exact where one page of the list tells it, "more than" where not. */
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { insightsQuery, people, products } from "@/api/queries";
import { formatCount, t } from "@/lib/i18n";
import { firstOfMonth } from "@/lib/time";
import { useFormat, useMay, useTenant } from "./me";
import classes from "./Usage.module.css";

interface Meter {
  label: string;
  used: number | undefined;
  /** There are more than were counted. */
  more?: boolean;
  max: number | null;
}

const PAGE = 100;

export function useUsage(): Meter[] {
  const { limits } = useTenant();
  const admin = useMay("admin");
  const { today } = useFormat();
  const day = today();
  const goods = useQuery({ ...products.list({ limit: PAGE }), staleTime: 60_000 });
  const month = useQuery(insightsQuery(firstOfMonth(day), day));
  const members = useInfiniteQuery({ ...people.members, enabled: admin });
  const invitations = useInfiniteQuery({ ...people.invitations, enabled: admin });
  const count = (pages?: { items: unknown[] }[]) => pages?.reduce((sum, page) => sum + page.items.length, 0);
  const seats = count(members.data?.pages);
  const open = count(invitations.data?.pages);
  return [
    { label: t("Products"), used: goods.data?.items.length, more: !!goods.data?.next_cursor, max: limits.max_products },
    {
      label: t("Orders this month"),
      // Cancelled orders were placed too, and count.
      used: month.data && Object.values(month.data.by_status).reduce((sum, { orders }) => sum + orders, 0),
      max: limits.max_orders,
    },
    ...(admin
      ? [
          {
            label: t("People and invitations"),
            used: seats !== undefined && open !== undefined ? seats + open : undefined,
            more: members.hasNextPage || invitations.hasNextPage,
            max: limits.max_users,
          },
        ]
      : []),
  ];
}

export function UsageMeters() {
  return (
    <div className={classes.meters}>
      {useUsage().map((meter) => (
        <MeterBar key={meter.label} {...meter} />
      ))}
    </div>
  );
}

export function MeterBar({ label, used, more, max }: Meter) {
  const share = max && used !== undefined ? Math.min(100, (used / max) * 100) : 0;
  const tone = share >= 90 ? "bad" : share >= 75 ? "warn" : "good";
  const amount = used === undefined ? "…" : more ? t("over {count}", { count: formatCount(used) }) : formatCount(used);
  const text = max === null ? t("{used}, no limit", { used: amount }) : t("{used} of {max}", { used: amount, max: formatCount(max) });
  return (
    <div>
      <div className={classes.label}>
        <span>{label}</span>
        <span className={classes.amount} data-tone={tone}>
          {text}
          {tone === "bad" && <span className="visually-hidden"> {t("nearly used up")}</span>}
        </span>
      </div>
      {max !== null && (
        <div className={classes.track} role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={max} aria-valuenow={used ?? 0} aria-valuetext={text}>
          <div className={classes.fill} data-tone={tone} style={{ width: `${share}%` }} />
        </div>
      )}
    </div>
  );
}
