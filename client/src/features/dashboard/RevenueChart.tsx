import type { Insights } from "@/api/types";
import Chart from "@/components/Chart";
import { useFormat } from "@/components/me";
import text from "@/components/Text.module.css";
import { formatShort } from "@/lib/money";
import { t, tn } from "@/lib/i18n";
import { pointsOf, type Point } from "./points";

/** A picture of what the table says; whoever does not see it switches to the table. */
export default function RevenueChart({ now, then }: { now: Insights; then?: Insights }) {
  const { currency } = useFormat();
  const points = pointsOf(now.buckets, then?.buckets);
  return (
    <Chart
      label={t("Revenue over time, with the period before. Switch to the table for the figures.")}
      height={272}
      labels={points.map(({ tick }) => tick)}
      series={[
        { kind: "line", tone: "past", values: points.map(({ pastHeight }) => pastHeight) },
        { kind: "area", tone: "accent", values: points.map(({ height }) => height) },
      ]}
      format={(value) => formatShort(value, currency)}
      tip={(index) => points[index] && <Tip point={points[index]} />}
    />
  );
}

function Tip({ point }: { point: Point }) {
  const { money } = useFormat();
  return (
    <>
      <strong>{money(point.revenue)}</strong>
      <div>
        {point.label} · {tn("{count} order", "{count} orders", point.orders)}
      </div>
      {point.past && (
        <div className={text.fine}>
          {point.past.label}: {money(point.past.revenue)}
        </div>
      )}
    </>
  );
}
