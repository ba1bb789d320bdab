/**
 * Days and times are the tenant's, not the browser's: a sale at midnight in
 * Berlin belongs to the same day for a colleague who travels.
 */
import { formatLocale, t } from "./i18n";

/** A calendar day, `2026-11-24`. */
export type Day = string;

const DAY_MS = 86_400_000;

/** Each zone is asked of the browser once. */
const known = new Map<string, boolean>();

export function knowsZone(zone: string): boolean {
  const asked = known.get(zone);
  if (asked !== undefined) return asked;
  let knows = true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
  } catch {
    knows = false;
  }
  known.set(zone, knows);
  return knows;
}

/** The zone, or UTC where this browser does not know it: its pages are shown all the same. */
const usable = (zone: string): string => (knowsZone(zone) ? zone : "UTC");

export function today(zone: string, now: Date = new Date()): Day {
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: usable(zone), year: "numeric", month: "2-digit", day: "2-digit" });
  return parts.format(now);
}

/** Calendar arithmetic in UTC, where every day has 24 hours. */
export function addDays(day: Day, days: number): Day {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS);
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 8)}01`;
}

export function isDay(text: string | null | undefined): text is Day {
  return !!text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));
}

/**
 * The first instant of a day on the tenant's clock. Midnight may not exist,
 * where the clock is put forward over it, or come twice, where it is put back.
 */
export function startOfDay(day: Day, zone: string): string {
  const wall = Date.parse(`${day}T00:00:00Z`);
  // No zone is further from UTC, nor moves its clock by more than a day.
  const before = offset(wall - DAY_MS, zone);
  const after = offset(wall + DAY_MS, zone);
  const midnights = [wall - before, wall - after].filter((instant) => instant + offset(instant, zone) === wall);
  if (midnights.length > 0) return new Date(Math.min(...midnights)).toISOString();
  // The clock jumps over midnight: the day begins when it does.
  let [early, late] = [wall - Math.max(before, after), wall - Math.min(before, after)];
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2);
    if (middle + offset(middle, zone) >= wall) late = middle;
    else early = middle;
  }
  return new Date(late).toISOString();
}

/** Milliseconds by which the zone's clock is ahead of UTC. */
function offset(instant: number, zone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: usable(zone),
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, Number(value)]));
  const wall = Date.UTC(part.year!, part.month! - 1, part.day!, part.hour!, part.minute!, part.second!);
  return wall - Math.floor(instant / 1000) * 1000;
}

export function formatTime(instant: string, zone: string): string {
  const format = new Intl.DateTimeFormat(formatLocale(), { timeZone: usable(zone), dateStyle: "medium", timeStyle: "short" });
  return format.format(new Date(instant));
}

/** As short as it is clear, for lists: the year only where it is another. */
export function formatWhen(instant: string, zone: string, now: number = Date.now()): string {
  const year = (time: number) => new Intl.DateTimeFormat("en", { timeZone: usable(zone), year: "numeric" }).format(time);
  const at = Date.parse(instant);
  if (year(at) !== year(now)) return formatTime(instant, zone);
  const options = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" } as const;
  return new Intl.DateTimeFormat(formatLocale(), { timeZone: usable(zone), ...options }).format(at);
}

/** The hour and minute alone, where the day is clear; "medium" with seconds. */
export function formatClock(instant: string, zone: string, style: "short" | "medium" = "short"): string {
  return new Intl.DateTimeFormat(formatLocale(), { timeZone: usable(zone), timeStyle: style }).format(new Date(instant));
}

function inUnit(seconds: number): [number, "second" | "minute" | "hour"] {
  if (seconds < 120) return [seconds, "second"];
  return seconds < 7_200 ? [seconds / 60, "minute"] : [seconds / 3_600, "hour"];
}

/** How long something took, in the unit that fits. */
export function formatTook(from: string, to: string): string {
  const seconds = Math.max(0, (Date.parse(to) - Date.parse(from)) / 1000);
  const [value, unit] = inUnit(seconds);
  return new Intl.NumberFormat(formatLocale(), {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: value < 10 ? 1 : 0,
  }).format(value);
}

export function formatDay(day: Day, style: "medium" | "short" | "tick" = "medium"): string {
  const options: Intl.DateTimeFormatOptions = style === "tick" ? { day: "numeric", month: "short" } : { dateStyle: style };
  return new Intl.DateTimeFormat(formatLocale(), { timeZone: "UTC", ...options }).format(new Date(`${day}T00:00:00Z`));
}

/** How long ago, in the largest unit that fits. */
export function formatAgo(instant: string, now: number = Date.now()): string {
  const seconds = Math.round((Date.parse(instant) - now) / 1000);
  if (Math.abs(seconds) < 45) return t("just now");
  const units: [Intl.RelativeTimeFormatUnit, number][] = [
    ["day", 86_400],
    ["hour", 3_600],
    ["minute", 60],
  ];
  const [unit, size] = units.find(([, size]) => Math.abs(seconds) >= size) ?? ["minute", 60];
  return new Intl.RelativeTimeFormat(formatLocale(), { numeric: "auto" }).format(Math.round(seconds / size), unit);
}

export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
}

/** With the one that is set, which this browser may know by another name or not at all. */
export function allZones(set: string): string[] {
  return [...new Set(["UTC", set, ...Intl.supportedValuesOf("timeZone")])].sort();
}
