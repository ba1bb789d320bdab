/**
 * Amounts are decimal strings on the wire and whole hundredths (bigint) in
 * here: no amount that is shown or sent has ever been a float.
 */
import { formatLocale } from "./i18n";

/** Hundredths, or null if the text is no amount with at most two decimals. */
export function parseAmount(text: string): bigint | null {
  const match = /^(-?)(\d+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "0", cents = ""] = match;
  const minor = BigInt(whole) * 100n + BigInt(cents.padEnd(2, "0"));
  return sign ? -minor : minor;
}

/** What people type: a decimal comma is taken where no point is used. */
export function normaliseAmount(text: string): string {
  const trimmed = text.trim().replace(/[\s'’]/g, "");
  return /^\d+,\d{1,2}$/.test(trimmed) ? trimmed.replace(",", ".") : trimmed;
}

export function amountOf(minor: bigint): string {
  const absolute = minor < 0n ? -minor : minor;
  return `${minor < 0n ? "-" : ""}${absolute / 100n}.${String(absolute % 100n).padStart(2, "0")}`;
}

/** The price of several pieces; null if either is not known. */
export function times(amount: string, quantity: number): string | null {
  const minor = parseAmount(amount);
  return minor === null || !Number.isSafeInteger(quantity) ? null : amountOf(minor * BigInt(quantity));
}

export function sum(amounts: Iterable<string>): string {
  let total = 0n;
  for (const amount of amounts) total += parseAmount(amount) ?? 0n;
  return amountOf(total);
}

export function compareAmounts(a: string, b: string): number {
  const difference = (parseAmount(a) ?? 0n) - (parseAmount(b) ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Intl formats decimal strings digit by digit (ECMA-402, 2023). */
export function formatAmount(amount: string, currency: string): string {
  const format = new Intl.NumberFormat(formatLocale(), { style: "currency", currency, minimumFractionDigits: 2 });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** For a pixel on a chart, never for an amount that is read or sent. */
export function toPixels(amount: string): number {
  return Number(parseAmount(amount) ?? 0n) / 100;
}

/** For an axis, where there is no room for cents. */
export function formatShort(value: number, currency: string): string {
  const options = { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(formatLocale(), options).format(value);
}

/** Whole percent from one figure to another; null where there is nothing to compare with. */
export function change(from: bigint, to: bigint): number | null {
  if (from <= 0n) return null;
  return Number(((to - from) * 1000n) / from) / 10;
}

/** Changed by so many percent (hundredths of them), half a cent rounded up, as the server does it. */
export function byPercent(amount: string, hundredths: bigint): string {
  const doubled = (parseAmount(amount) ?? 0n) * (10_000n + hundredths) * 2n + 10_000n;
  const whole = doubled / 20_000n;
  return amountOf(doubled % 20_000n < 0n ? whole - 1n : whole);
}
