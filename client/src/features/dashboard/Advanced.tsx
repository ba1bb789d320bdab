import { useQuery } from "@tanstack/react-query";
import { insights } from "@/api/queries";
import type { AdvancedInsights } from "@/api/types";
import layout from "@/components/Layout.module.css";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { formatCount, formatLocale, formatNumber, formatPercent, t, tn } from "@/lib/i18n";
import { toPixels } from "@/lib/money";
import classes from "./Dashboard.module.css";
import type { Range } from "./range";

/** What the plans with advanced analytics tell besides: who comes back, what sells, and when. */
export default function Advanced({ range }: { range: Range }) {
  const { data, error, refetch } = useQuery(insights.advanced(range.from, range.to));
  if (error && !data) return <ProblemView error={error} retry={() => void refetch()} />;
  return (
    <div className={classes.thirds}>
      <Panel title={t("Customers")} id="customers">
        {data ? <Customers data={data} /> : <Loading lines={4} />}
      </Panel>
      <Panel title={t("Revenue by category")} id="by-category">
        {data ? <Categories data={data} /> : <Loading lines={4} />}
      </Panel>
      <Panel title={t("Sales by weekday")} id="by-time">
        {data ? <Times data={data} /> : <Loading lines={4} />}
      </Panel>
    </div>
  );
}

/** The server gives percentages with one decimal. */
const share = (percent: string) => formatPercent(Number(percent) / 100, { minimumFractionDigits: 1 });

function Customers({ data }: { data: AdvancedInsights }) {
  const before = data.previous_customers;
  return (
    <dl className={`${layout.stack} ${classes.facts}`}>
      <div>
        <dt>{t("Customers")}</dt>
        <dd>
          {formatCount(data.customers.all)} <small>{t("before: {count}", { count: formatCount(before.all) })}</small>
        </dd>
      </div>
      <div>
        <dt>{t("Returning customers")}</dt>
        <dd>
          {share(data.customers.repeat_percent)} <small>{t("before: {count}", { count: share(before.repeat_percent) })}</small>
        </dd>
      </div>
      <div>
        <dt>{t("Items per order")}</dt>
        <dd>{formatNumber(Number(data.units_per_order), 2)}</dd>
      </div>
    </dl>
  );
}

function Categories({ data }: { data: AdvancedInsights }) {
  const { money } = useFormat();
  const items = data.by_category.slice(0, 7);
  if (items.length === 0) return <p className={text.fine}>{t("Nothing was sold in these days")}</p>;
  const most = Math.max(1, ...items.map(({ revenue }) => toPixels(revenue)));
  return (
    <Bars
      label={t("Revenue by category")}
      heads={[t("Category"), t("Items"), t("Revenue")]}
      rows={items.map(({ category, units, revenue }) => ({
        name: category ?? t("Without a category"),
        first: formatCount(units),
        second: money(revenue),
        share: toPixels(revenue) / most,
      }))}
    />
  );
}

function Times({ data }: { data: AdvancedInsights }) {
  const { money } = useFormat();
  const most = Math.max(1, ...data.by_weekday.map(({ orders }) => orders));
  const best = data.by_hour.reduce((best, hour) => (hour.orders > best.orders ? hour : best));
  return (
    <>
      <Bars
        label={t("Orders by weekday")}
        heads={[t("Weekday"), t("Orders"), t("Revenue")]}
        rows={data.by_weekday.map(({ orders, revenue }, index) => ({
          name: weekday(index),
          first: formatCount(orders),
          second: money(revenue),
          share: orders / most,
        }))}
      />
      {best.orders > 0 && (
        <p className={text.fine} style={{ marginBottom: 0 }}>
          {t("The busiest hour begins at {hour}:00, with {orders}.", {
            hour: best.hour,
            orders: tn("{count} order", "{count} orders", best.orders),
          })}
        </p>
      )}
    </>
  );
}

/** The server begins the week on Monday, as 2024 did. */
const weekday = (index: number) =>
  new Intl.DateTimeFormat(formatLocale(), { weekday: "short", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + index));

interface BarsProps {
  label: string;
  heads: [string, string, string];
  rows: { name: string; first: string; second: string; share: number }[];
}

/** A table that is its own chart. */
function Bars({ label, heads, rows }: BarsProps) {
  return (
    <table className={classes.bars} aria-label={label}>
      <thead className="visually-hidden">
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ name, first, second, share }) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{first}</td>
            <td className={text.fine}>{second}</td>
            <td className={classes.track} aria-hidden>
              <div className={classes.bar} style={{ width: `${share * 100}%` }} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
