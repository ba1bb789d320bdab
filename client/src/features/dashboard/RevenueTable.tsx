import type { Insights } from "@/api/types";
import { useFormat } from "@/components/me";
import { formatCount, t } from "@/lib/i18n";
import { formatDay } from "@/lib/time";
import classes from "./Dashboard.module.css";

export function RevenueTable({ now, then }: { now: Insights; then?: Insights }) {
  const { money } = useFormat();
  return (
    <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("Revenue by day")}>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{t("Day")}</th>
            <th scope="col" data-align="end">{t("Revenue")}</th>
            <th scope="col" data-align="end">{t("Orders")}</th>
            <th scope="col" data-align="end">{t("Pieces")}</th>
            <th scope="col" data-align="end">{t("Period before")}</th>
          </tr>
        </thead>
        <tbody>
          {now.by_day.map((day, index) => ({ day, past: then?.by_day[index] })).reverse().map(({ day, past }) => (
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
