import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { insightsQuery } from "@/api/queries";
import { useFormat } from "@/components/me";
import { formatCount, t } from "@/lib/i18n";
import { ORDER_STATUSES, orderStatusName } from "@/lib/names";
import { addDays } from "@/lib/time";
import { withParams } from "@/lib/url";
import classes from "./Orders.module.css";

/** Counts come from the figures of the last twelve months, so one question answers all. */
export function StatusTabs() {
  const [params] = useSearchParams();
  const { today } = useFormat();
  const day = today();
  const { data } = useQuery(insightsQuery(addDays(day, -364), day));
  const current = params.get("status") ?? "";
  const tab = (status: string, label: string, count?: number) => (
    <Link
      key={status}
      to={{ search: withParams(params, { status, cursor: undefined, page: undefined }).toString() }}
      className={classes.tab}
      aria-current={current === status ? "page" : undefined}
    >
      {label}
      {count !== undefined && count > 0 && (
        <span className={classes.count} title={t("Placed in the last 12 months")}>
          {formatCount(count)}
        </span>
      )}
    </Link>
  );
  return (
    <nav className={classes.tabs} aria-label={t("Status")}>
      {tab("", t("All"))}
      {ORDER_STATUSES.map((status) => tab(status, orderStatusName(status), data?.by_status[status]?.orders))}
    </nav>
  );
}
