/** Pictures of what the table says; whoever does not see them switches to the table. */
import type { TrafficMinute } from "@/api/types";
import Chart from "@/components/Chart";
import { useFormat } from "@/components/me";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { formatClock } from "@/lib/time";
import { milliseconds } from "./figures";
import classes from "./System.module.css";

export default function TrafficCharts({ traffic }: { traffic: TrafficMinute[] }) {
  const { zone } = useFormat();
  const labels = traffic.map((minute) => formatClock(minute.at, zone));
  // A client's error and being throttled are told apart from what went well, so that the bars add up.
  const well = traffic.map((minute) => Math.max(0, minute.requests - minute.client_errors - minute.server_errors));
  const tip = (index: number) => traffic[index] && <Tip minute={traffic[index]} clock={labels[index] ?? ""} />;
  return (
    <>
      <h3 className={`${text.fine} ${classes.chartTitle}`}>{t("Requests a minute")}</h3>
      <Chart
        label={t("Requests by minute, with rejected ones and errors. Switch to the table for the figures.")}
        height={190}
        labels={labels}
        series={[
          { kind: "bar", tone: "accent", values: well },
          { kind: "bar", tone: "amber", values: traffic.map((minute) => minute.client_errors) },
          { kind: "bar", tone: "red", values: traffic.map((minute) => minute.server_errors) },
        ]}
        format={formatCount}
        tip={tip}
        whole
      />
      <Legend
        of={[
          ["well", t("answered")],
          ["rejected", t("rejected (4xx)")],
          ["errors", t("errors (5xx)")],
        ]}
      />
      <h3 className={`${text.fine} ${classes.chartTitle}`}>{t("Milliseconds a request takes")}</h3>
      <Chart
        label={t("Median and 99th percentile by minute. Switch to the table for the figures.")}
        height={170}
        labels={labels}
        series={[
          { kind: "line", tone: "past", values: traffic.map((minute) => minute.p99_ms) },
          { kind: "line", tone: "accent", values: traffic.map((minute) => minute.p50_ms) },
        ]}
        format={formatCount}
        tip={tip}
      />
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

function Tip({ minute, clock }: { minute: TrafficMinute; clock: string }) {
  return (
    <>
      <strong>{clock}</strong>
      <div>
        {t("{requests} requests, {rejected} rejected, {errors} errors", {
          requests: formatCount(minute.requests),
          rejected: formatCount(minute.client_errors),
          errors: formatCount(minute.server_errors),
        })}
      </div>
      <div className={text.fine}>{t("p50 {p50}, p99 {p99}", { p50: milliseconds(minute.p50_ms), p99: milliseconds(minute.p99_ms) })}</div>
    </>
  );
}
