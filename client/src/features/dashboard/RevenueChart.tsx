import { Area, AreaChart, CartesianGrid, Line, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { Insights } from "@/api/types";
import chart from "@/components/Chart.module.css";
import { useFormat } from "@/components/me";
import text from "@/components/Text.module.css";
import { formatShort } from "@/lib/money";
import { t, tn } from "@/lib/i18n";
import { pointsOf, type Point } from "./points";

/** A picture of what the table says; whoever does not see it switches to the table. */
export default function RevenueChart({ now, then }: { now: Insights; then?: Insights }) {
  const { currency, money } = useFormat();
  const points = pointsOf(now.buckets, then?.buckets);
  const ticks = new Map(points.map(({ key, tick }) => [key, tick]));
  return (
    <div role="img" dir="ltr" aria-label={t("Revenue over time, with the period before. Switch to the table for the figures.")}>
      <ResponsiveContainer width="100%" height={272}>
        <AreaChart data={points} margin={{ top: 8, right: 6, bottom: 0, left: 0 }} accessibilityLayer={false}>
          <defs>
            <linearGradient id="revenue-fill" x1="0" y1="0" x2="0" y2="1">
              <stop offset="0%" stopColor="var(--accent)" stopOpacity={0.26} />
              <stop offset="100%" stopColor="var(--accent)" stopOpacity={0.02} />
            </linearGradient>
          </defs>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            dataKey="key"
            tickFormatter={(key: string) => ticks.get(key) ?? ""}
            tick={{ fill: "var(--ink-soft)", fontSize: 12 }}
            stroke="var(--line)"
            tickLine={false}
            minTickGap={36}
            tickMargin={8}
          />
          <YAxis
            tickFormatter={(value: number) => formatShort(value, currency)}
            tick={{ fill: "var(--ink-soft)", fontSize: 12 }}
            axisLine={false}
            tickLine={false}
            width={58}
          />
          <Tooltip
            cursor={{ stroke: "var(--line-strong)" }}
            isAnimationActive={false}
            content={({ active, payload }) => {
              const point = payload?.[0]?.payload as Point | undefined;
              if (!active || !point) return null;
              return (
                <div className={chart.tooltip}>
                  <strong>{money(point.revenue)}</strong>
                  <div>
                    {point.label} · {tn("{count} order", "{count} orders", point.orders)}
                  </div>
                  {point.past && (
                    <div className={text.fine}>
                      {point.past.label}: {money(point.past.revenue)}
                    </div>
                  )}
                </div>
              );
            }}
          />
          <Line
            type="linear"
            dataKey="pastHeight"
            stroke="var(--ink-soft)"
            strokeWidth={1.3}
            strokeDasharray="4 4"
            dot={false}
            activeDot={false}
            isAnimationActive={false}
          />
          <Area
            type="linear"
            dataKey="height"
            stroke="var(--accent)"
            strokeWidth={2}
            fill="url(#revenue-fill)"
            isAnimationActive={false}
            dot={points.length === 1}
            activeDot={{ r: 4, strokeWidth: 0, fill: "var(--accent)" }}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  );
}
