import type { Insights } from "@/api/types";
import { useFormat } from "@/components/me";
import table from "@/components/Table.module.css";
import { TableHead } from "@/components/TableHead";
import { formatCount, t } from "@/lib/i18n";
import { formatDay } from "@/lib/time";

export function RevenueTable({ now, then }: { now: Insights; then?: Insights }) {
  const { money } = useFormat();
  return (
    <div className={table.scroll} style={{ maxHeight: 330 }} tabIndex={0} role="region" aria-label={t("Revenue by day")}>
      <table className={table.table}>
        <TableHead columns={[t("Day"), { end: t("Revenue") }, { end: t("Orders") }, { end: t("Items") }, { end: t("Period before") }]} />
        <tbody>
          {now.by_day
            .map((day, index) => ({ day, past: then?.by_day[index] }))
            .reverse()
            .map(({ day, past }) => (
              <tr key={day.day}>
                <th scope="row">{formatDay(day.day)}</th>
                <td data-align="end">{money(day.revenue)}</td>
                <td data-align="end">{formatCount(day.orders)}</td>
                <td data-align="end">{formatCount(day.units)}</td>
                <td data-align="end">{past ? money(past.revenue) : "–"}</td>
              </tr>
            ))}
        </tbody>
      </table>
    </div>
  );
}
