/** What a chart shows of the figures: hours, days, weeks or months, as the server cut the range. */
import type { Insights } from "@/api/types";
import { formatLocale } from "@/lib/i18n";
import { toPixels } from "@/lib/money";
import { formatDay } from "@/lib/time";

type Buckets = Insights["buckets"];
type Bucket = Buckets["items"][number];

export interface Point {
  /** Distinct within the chart. */
  key: string;
  tick: string;
  label: string;
  revenue: string;
  orders: number;
  height: number;
  past?: { label: string; revenue: string };
  pastHeight?: number;
}

const formatHour = (hour: number): string =>
  new Intl.DateTimeFormat(formatLocale(), { hour: "numeric", minute: "2-digit", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1, hour));

const formatMonth = (day: string, month: "short" | "long"): string =>
  new Intl.DateTimeFormat(formatLocale(), { month, year: month === "long" ? "numeric" : undefined, timeZone: "UTC" }).format(
    new Date(`${day}T00:00:00Z`),
  );

function labelOf(unit: Buckets["unit"], { from, to, hour }: Bucket): string {
  if (hour !== null) return `${formatDay(from)}, ${formatHour(hour)}`;
  if (unit === "month") return formatMonth(from, "long");
  return from === to ? formatDay(from) : `${formatDay(from)} – ${formatDay(to)}`;
}

function tickOf(unit: Buckets["unit"], { from, hour }: Bucket): string {
  if (hour !== null) return formatHour(hour);
  return unit === "month" ? formatMonth(from, "short") : formatDay(from, "tick");
}

export function pointsOf({ unit, items }: Buckets, then?: Buckets): Point[] {
  return items.map((bucket, index) => {
    const past = then?.items[index];
    return {
      key: `${bucket.from} ${bucket.hour ?? ""}`,
      tick: tickOf(unit, bucket),
      label: labelOf(unit, bucket),
      revenue: bucket.revenue,
      orders: bucket.orders,
      height: toPixels(bucket.revenue),
      past: past && { label: labelOf(unit, past), revenue: past.revenue },
      pastHeight: past && toPixels(past.revenue),
    };
  });
}
