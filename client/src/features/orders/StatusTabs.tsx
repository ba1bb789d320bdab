import { useQuery } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { orders } from "@/api/queries";
import { useCurrentInSight } from "@/lib/hooks";
import { formatCount, t } from "@/lib/i18n";
import { ORDER_STATUSES, orderStatusName } from "@/lib/names";
import { withParams } from "@/lib/url";
import classes from "./Orders.module.css";

/** All orders by where they stand; the other filters do not count here. */
export function StatusTabs() {
  const [params] = useSearchParams();
  const { data } = useQuery({ ...orders.counts, refetchInterval: 60_000 });
  const current = params.get("status") ?? "";
  const tabs = useCurrentInSight(current);
  const tab = (status: string, label: string, count?: number) => (
    <Link
      key={status}
      to={{ search: withParams(params, { status, cursor: undefined, page: undefined }).toString() }}
      className={classes.tab}
      aria-current={current === status ? "page" : undefined}
    >
      {label}
      {count !== undefined && <span className={classes.count}>{formatCount(count)}</span>}
    </Link>
  );
  return (
    <nav ref={tabs} className={classes.tabs} aria-label={t("Status")}>
      {tab("", t("All"), data?.all)}
      {ORDER_STATUSES.map((status) => tab(status, orderStatusName(status), data?.by_status[status]))}
    </nav>
  );
}
