import { lazy, Suspense, useState } from "react";
import { Button, SegmentedControl, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { insights } from "@/api/queries";
import type { Insights } from "@/api/types";
import { DayField } from "@/components/DayField";
import layout from "@/components/Layout.module.css";
import { useFormat, useMay, useTenant } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { UsageMeters } from "@/components/Usage";
import { formatCount, t, tn } from "@/lib/i18n";
import { change, minorOf } from "@/lib/money";
import { ORDER_STATUSES } from "@/lib/names";
import { formatDay } from "@/lib/time";
import { useFilters } from "@/lib/url";
import classes from "./Dashboard.module.css";
import { FirstSteps, useFirstSteps } from "./FirstSteps";
import { Metric } from "./Metric";
import { before, PRESETS, presetName, readRange } from "./range";
import RevenueChart from "./RevenueChart";
import { RevenueTable } from "./RevenueTable";
import { SampleNotice } from "./Samples";
import { StatusBars } from "./StatusBars";
import { TopProducts } from "./TopProducts";
import { useWaiting, Waiting } from "./Waiting";

const Advanced = lazy(() => import("./Advanced"));
const FILTERS = ["range", "from", "to"] as const;

export function Dashboard() {
  const tenant = useTenant();
  const { money, time, today } = useFormat();
  const { filters } = useFilters(FILTERS);
  const range = readRange(filters, today());
  const past = before(range);
  const now = useQuery({ ...insights.sales(range.from, range.to), refetchInterval: 60_000 });
  const then = useQuery(insights.sales(past.from, past.to));
  const waiting = useWaiting();
  const first = useFirstSteps();
  const admin = useMay("admin");
  const [asTable, setAsTable] = useState(false);

  const sales = `?from=${range.from}&to=${range.to}`;
  // A day that is not over is compared with the same hours of the period before.
  const same = now.data?.same_hours;
  const basis = same ? t("vs same hours before") : t("vs previous period");
  const delta = (pick: (totals: NonNullable<Insights["same_hours"]>) => bigint) =>
    now.data && !now.isPlaceholderData
      ? change(pick(same ?? { ...now.data.previous, hour: 23 }), pick({ ...now.data, hour: 23 }))
      : undefined;
  // Units are not kept by hour.
  const unitsDelta =
    now.data && !now.isPlaceholderData && !same ? change(BigInt(now.data.previous.units), BigInt(now.data.units)) : undefined;
  const soldOut = waiting.soldOut?.items.length ?? 0;

  return (
    <Page
      title={t("Dashboard")}
      lead={now.data ? t("Figures up to {time}", { time: time(now.data.as_of) }) : "\u00a0"}
      actions={<RangePicker />}
    >
      {/* All that stands above the figures comes with them: what came later would push them down. */}
      {now.isLoading || !waiting.ready || !first.ready ? (
        <Panel>
          <Loading lines={12} />
        </Panel>
      ) : (
        <>
          <SampleNotice />
          <FirstSteps {...first} />
          <Waiting {...waiting} />
          {now.error && !now.data && <ProblemView error={now.error} retry={() => void now.refetch()} />}
          <div className={classes.metrics} aria-busy={now.isPlaceholderData || undefined}>
            <Metric
              label={t("Revenue")}
              value={now.data && money(now.data.revenue)}
              delta={delta((data) => minorOf(data.revenue))}
              basis={basis}
              to={`/orders${sales}`}
            />
            <Metric
              label={t("Orders")}
              value={now.data && formatCount(now.data.orders)}
              delta={delta((data) => BigInt(data.orders))}
              basis={basis}
              to={`/orders${sales}`}
            />
            <Metric
              label={t("Average order")}
              value={now.data && money(now.data.average_order_value)}
              delta={delta((data) => minorOf(data.average_order_value))}
              basis={basis}
              to={`/orders${sales}`}
            />
            <Metric
              label={t("Items sold")}
              value={now.data && formatCount(now.data.units)}
              delta={unitsDelta}
              basis={basis}
              to={`/orders${sales}`}
            />
            <Metric
              label={t("Low stock")}
              value={now.data && formatCount(now.data.low_stock)}
              note={
                waiting.soldOut &&
                (soldOut > 0
                  ? t("{count} sold out", { count: `${formatCount(soldOut)}${waiting.soldOut.next_cursor ? "+" : ""}` })
                  : t("none sold out"))
              }
              to={now.data && soldOut > 0 && now.data.low_stock <= soldOut ? "/products?stock=out" : "/products?stock=low"}
            />
          </div>
          <div className={layout.columns}>
            <div>
              <Panel
                title={t("Revenue")}
                id="revenue"
                aside={
                  <Switch
                    size="xs"
                    label={t("As a table")}
                    checked={asTable}
                    onChange={(event) => setAsTable(event.currentTarget.checked)}
                  />
                }
                flush={asTable}
              >
                {now.data ? <Revenue now={now.data} then={then.data} range={range} past={past} asTable={asTable} /> : <Loading lines={7} />}
              </Panel>
              <Panel
                title={t("Top products")}
                id="top"
                aside={
                  now.data && <span className={text.fine}>{tn("{count} product", "{count} products", now.data.top_products.length)}</span>
                }
                flush
              >
                {now.data ? <TopProducts items={now.data.top_products} /> : <Loading lines={5} />}
              </Panel>
            </div>
            <div>
              <Panel title={t("Orders by status")} id="by-status">
                {now.data ? (
                  <StatusBars by={ORDER_STATUSES.map((status) => ({ status, figures: now.data.by_status[status] }))} range={range} />
                ) : (
                  <Loading lines={5} />
                )}
              </Panel>
              {admin && (
                <Panel title={t("Plan usage")} id="usage" aside={<Link to="/settings/plan">{t("Plan")}</Link>}>
                  <UsageMeters />
                  <p className={text.fine} style={{ marginBottom: 0 }}>
                    {t("Times shown in {zone}.", { zone: tenant.time_zone })}
                  </p>
                </Panel>
              )}
            </div>
          </div>
          <Suspense>{tenant.features.advanced_analytics && <Advanced range={range} />}</Suspense>
        </>
      )}
    </Page>
  );
}

interface Span {
  from: string;
  to: string;
}

const span = ({ from, to }: Span) => (from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`);

interface RevenueProps {
  now: Insights;
  then: Insights | undefined;
  range: Span;
  past: Span;
  asTable: boolean;
}

function Revenue({ now, then, range, past, asTable }: RevenueProps) {
  if (asTable) return <RevenueTable now={now} then={then} />;
  return (
    <>
      <RevenueChart now={now} then={then} />
      <p className={classes.legend}>
        <span className={classes.keyNow} aria-hidden /> {span(range)}
        <span className={classes.keyThen} aria-hidden /> {span(past)}
      </p>
    </>
  );
}

function RangePicker() {
  const { today } = useFormat();
  const { filters, setFilters } = useFilters(FILTERS);
  const range = readRange(filters, today());
  const [custom, setCustom] = useState(range.preset === null);
  return (
    <div className={`${layout.row} ${classes.range}`}>
      {custom ? (
        <>
          <DayField
            label={t("From")}
            value={range.from}
            max={range.to}
            onChange={(from) => from && setFilters({ from, to: range.to, range: undefined })}
          />
          <DayField
            label={t("to")}
            value={range.to}
            min={range.from}
            max={today()}
            onChange={(to) => to && setFilters({ from: range.from, to, range: undefined })}
          />
          <Button
            size="xs"
            variant="default"
            onClick={() => {
              setCustom(false);
              setFilters({ from: undefined, to: undefined });
            }}
          >
            {t("Presets")}
          </Button>
        </>
      ) : (
        <>
          <SegmentedControl
            size="xs"
            aria-label={t("Period")}
            value={range.preset ?? "30d"}
            onChange={(preset) => setFilters({ range: preset === "30d" ? undefined : preset, from: undefined, to: undefined })}
            data={PRESETS.map((preset) => ({ value: preset, label: presetName(preset) }))}
          />
          <Button size="xs" variant="default" onClick={() => setCustom(true)}>
            {t("Custom")}
          </Button>
        </>
      )}
    </div>
  );
}
