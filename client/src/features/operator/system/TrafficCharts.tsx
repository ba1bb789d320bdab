/** Pictures of what the table says; whoever does not see them switches to the table. */
import { Bar, BarChart, CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from "recharts";
import type { TrafficMinute } from "@/api/types";
import chart from "@/components/Chart.module.css";
import { useFormat } from "@/components/me";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { formatClock } from "@/lib/time";
import { milliseconds } from "./figures";
import classes from "./System.module.css";

const TICK = { fill: "var(--ink-soft)", fontSize: 12 };
const MARGIN = { top: 8, right: 6, bottom: 0, left: 0 };

/** A client's error and being throttled are told apart from what went well, so that the bars add up. */
interface Point extends TrafficMinute {
  clock: string;
  well: number;
  rejected: number;
}

export default function TrafficCharts({ traffic }: { traffic: TrafficMinute[] }) {
  const { zone } = useFormat();
  const points: Point[] = traffic.map((minute) => ({
    ...minute,
    clock: formatClock(minute.at, zone),
    well: Math.max(0, minute.requests - minute.client_errors - minute.server_errors),
    rejected: minute.client_errors,
  }));
  const axis = <XAxis dataKey="clock" tick={TICK} stroke="var(--line)" tickLine={false} minTickGap={40} tickMargin={8} />;
  const tip = (
    <Tooltip
      cursor={{ stroke: "var(--line-strong)", fill: "var(--sunken)" }}
      isAnimationActive={false}
      content={({ active, payload }) => {
        const point = payload?.[0]?.payload as Point | undefined;
        return active && point ? <Tip point={point} /> : null;
      }}
    />
  );
  return (
    <>
      <h3 className={`${text.fine} ${classes.chartTitle}`}>{t("Requests a minute")}</h3>
      <div role="img" dir="ltr" aria-label={t("Requests by minute, with rejected ones and errors. Switch to the table for the figures.")}>
        <ResponsiveContainer width="100%" height={190}>
          <BarChart data={points} margin={MARGIN} accessibilityLayer={false} barCategoryGap={1}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            {axis}
            <YAxis
              tick={TICK}
              axisLine={false}
              tickLine={false}
              width={48}
              allowDecimals={false}
              tickFormatter={(value: number) => formatCount(value)}
            />
            {tip}
            <Bar dataKey="well" stackId="all" fill="var(--accent)" isAnimationActive={false} />
            <Bar dataKey="rejected" stackId="all" fill="#c98300" isAnimationActive={false} />
            <Bar dataKey="server_errors" stackId="all" fill="#d5443b" isAnimationActive={false} />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <Legend
        of={[
          ["well", t("answered")],
          ["rejected", t("rejected (4xx)")],
          ["errors", t("errors (5xx)")],
        ]}
      />
      <h3 className={`${text.fine} ${classes.chartTitle}`}>{t("Milliseconds a request takes")}</h3>
      <div role="img" dir="ltr" aria-label={t("Median and 99th percentile by minute. Switch to the table for the figures.")}>
        <ResponsiveContainer width="100%" height={170}>
          <LineChart data={points} margin={MARGIN} accessibilityLayer={false}>
            <CartesianGrid stroke="var(--line)" vertical={false} />
            {axis}
            <YAxis tick={TICK} axisLine={false} tickLine={false} width={48} tickFormatter={(value: number) => formatCount(value)} />
            {tip}
            <Line
              type="linear"
              dataKey="p99_ms"
              stroke="var(--ink-soft)"
              strokeWidth={1.4}
              strokeDasharray="4 3"
              dot={{ r: 1.5, fill: "var(--ink-soft)", strokeWidth: 0 }}
              isAnimationActive={false}
            />
            <Line
              type="linear"
              dataKey="p50_ms"
              stroke="var(--accent)"
              strokeWidth={2}
              dot={{ r: 1.5, fill: "var(--accent)", strokeWidth: 0 }}
              isAnimationActive={false}
            />
          </LineChart>
        </ResponsiveContainer>
      </div>
      <Legend
        of={[
          ["p50", t("median (p50)")],
          ["p99", t("99th percentile (p99)")],
        ]}
      />
    </>
  );
}

function Legend({ of }: { of: [string, string][] }) {
  return (
    <p className={`${text.fine} ${classes.legend}`}>
      {of.map(([key, label]) => (
        <span key={key}>
          <i data-key={key} aria-hidden /> {label}
        </span>
      ))}
    </p>
  );
}

function Tip({ point }: { point: Point }) {
  return (
    <div className={chart.tooltip}>
      <strong>{point.clock}</strong>
      <div>
        {t("{requests} requests, {rejected} rejected, {errors} errors", {
          requests: formatCount(point.requests),
          rejected: formatCount(point.client_errors),
          errors: formatCount(point.server_errors),
        })}
      </div>
      <div className={text.fine}>{t("p50 {p50}, p99 {p99}", { p50: milliseconds(point.p50_ms), p99: milliseconds(point.p99_ms) })}</div>
    </div>
  );
}
