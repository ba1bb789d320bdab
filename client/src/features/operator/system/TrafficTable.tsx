import type { TrafficMinute } from "@/api/types";
import { useFormat } from "@/components/me";
import table from "@/components/Table.module.css";
import { TableHead } from "@/components/TableHead";
import { formatCount, t } from "@/lib/i18n";
import { formatClock } from "@/lib/time";
import { known, milliseconds } from "./figures";

export function TrafficTable({ traffic }: { traffic: TrafficMinute[] }) {
  const { zone } = useFormat();
  const figures = [t("Requests"), t("Rejected"), t("Throttled"), t("Errors"), t("p50"), t("p99")];
  return (
    <div className={table.scroll} tabIndex={0} role="region" aria-label={t("Traffic by minute")}>
      <table className={table.table}>
        <TableHead columns={[t("Minute"), ...figures.map((end) => ({ end }))]} />
        <tbody>
          {[...traffic].reverse().map((minute) => (
            <tr key={minute.at}>
              <th scope="row">{formatClock(minute.at, zone)}</th>
              <td data-align="end">{formatCount(minute.requests)}</td>
              <td data-align="end">{formatCount(minute.client_errors)}</td>
              <td data-align="end">{known(minute.throttled, formatCount)}</td>
              <td data-align="end">{formatCount(minute.server_errors)}</td>
              <td data-align="end">{milliseconds(minute.p50_ms)}</td>
              <td data-align="end">{milliseconds(minute.p99_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
