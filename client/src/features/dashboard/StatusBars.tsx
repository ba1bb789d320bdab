import { Link } from "react-router";
import type { OrderStatus, SalesFigures } from "@/api/types";
import { useFormat } from "@/components/me";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { orderStatusName } from "@/lib/names";
import classes from "./Dashboard.module.css";
import type { Range } from "./range";

interface Props {
  by: { status: OrderStatus; figures?: SalesFigures }[];
  range: Range;
}

/** A table that is its own chart: each row carries its bar. */
export function StatusBars({ by, range }: Props) {
  const { money } = useFormat();
  const most = Math.max(1, ...by.map(({ figures }) => figures?.orders ?? 0));
  return (
    <table className={classes.bars} aria-label={t("Orders by status")}>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">{t("Status")}</th>
          <th scope="col">{t("Orders")}</th>
          <th scope="col">{t("Amount")}</th>
        </tr>
      </thead>
      <tbody>
        {by.map(({ status, figures }) => (
          <tr key={status}>
            <th scope="row">
              <Link to={`/orders?status=${status}&from=${range.from}&to=${range.to}`}>{orderStatusName(status)}</Link>
            </th>
            <td>{formatCount(figures?.orders ?? 0)}</td>
            <td className={text.fine}>{money(figures?.revenue ?? "0")}</td>
            <td className={classes.track} aria-hidden>
              <div className={classes.bar} data-status={status} style={{ width: `${((figures?.orders ?? 0) / most) * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
