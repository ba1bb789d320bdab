/**
 * Amounts are decimal strings on the wire and whole minor units (bigint) in
 * here: no amount that is shown or sent has ever been a float. How many
 * decimals an amount has is ISO 4217's word, never `Intl`'s, which differs from
 * browser to browser.
 */
import { decimalsOf } from "./currencies";
import { formatLocale } from "./i18n";

/** So many units of 10^-decimals. */
interface Exact {
  digits: bigint;
  decimals: number;
}

function readExact(text: string): Exact | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "0", fraction = ""] = match;
  const digits = BigInt(whole + fraction);
  return { digits: sign ? -digits : digits, decimals: fraction.length };
}

function writeExact({ digits, decimals }: Exact): string {
  const text = (digits < 0n ? -digits : digits).toString().padStart(decimals + 1, "0");
  const point = text.length - decimals;
  return `${digits < 0n ? "-" : ""}${text.slice(0, point)}${decimals > 0 ? `.${text.slice(point)}` : ""}`;
}

const shift = ({ digits, decimals }: Exact, to: number): bigint => digits * 10n ** BigInt(to - decimals);

/** Units of 10^-decimals, or null if the text is no amount with at most so many decimals. */
export function parseAmount(text: string, decimals: number): bigint | null {
  const exact = readExact(text);
  return exact && exact.decimals <= decimals ? shift(exact, decimals) : null;
}

/**
 * What people type, as an amount is written: separators of thousands go, and a comma is a decimal point where it can be
 * nothing else. What can be read in two ways is left as it is, and refused later.
 */
export function normaliseDecimal(text: string, decimals: number): string {
  const bare = text.trim().replace(/[\s'’]/g, "");
  const plain = ungrouped(bare, decimals) ?? bare;
  const behind = /^\d*,(\d+)$/.exec(plain)?.[1]?.length;
  const pointed = behind && behind <= decimals && behind !== 3 ? plain.replace(",", ".") : plain;
  return pointed.replace(/^\.(?=\d)/, "0.");
}

/** Without its separators of thousands, where it has some for sure: 1,234.50 and 1.234,50, 1,234,567, and ¥1,234. */
function ungrouped(text: string, decimals: number): string | null {
  const both = /^\d{1,3}(?:([.,])\d{3})(?:\1\d{3})*(?!\1)[.,](\d+)$/.exec(text);
  if (both) return `${text.slice(0, -both[2]!.length - 1).replace(/[.,]/g, "")}.${both[2]}`;
  const sure = decimals === 0 ? /^\d{1,3}([.,])\d{3}(?:\1\d{3})*$/ : /^\d{1,3}([.,])\d{3}(?:\1\d{3})+$/;
  return sure.test(text) ? text.replace(/[.,]/g, "") : null;
}

/** An amount of this currency: its own sign or code may stand before or behind it, and no other. */
export function normaliseAmount(text: string, currency: string): string {
  const typed = text.trim();
  const sign = signsOf(currency).find((sign) => {
    const upper = typed.toUpperCase();
    return upper.startsWith(sign) || upper.endsWith(sign);
  });
  if (sign === undefined) return normaliseDecimal(typed, decimalsOf(currency));
  const bare = typed.toUpperCase().startsWith(sign) ? typed.slice(sign.length) : typed.slice(0, -sign.length);
  return normaliseDecimal(bare, decimalsOf(currency));
}

/** How people write the currency, the longest first: US$ before $. */
function signsOf(currency: string): string[] {
  const shown = (["symbol", "narrowSymbol"] as const).map((currencyDisplay) =>
    new Intl.NumberFormat(formatLocale(), { style: "currency", currency, currencyDisplay })
      .formatToParts(0)
      .find(({ type }) => type === "currency"),
  );
  const signs = [currency, ...shown.map((part) => part?.value.toUpperCase() ?? "")].filter(Boolean);
  // A dollar's country stands before it where there are several: US$, and A$ of AUD.
  if (signs.includes("$")) signs.push(`${currency.slice(0, 2)}$`, `${currency.slice(0, 1)}$`);
  return [...new Set(signs)].sort((a, b) => b.length - a.length);
}

/** So many minor units, as the server writes them. */
export const amountOf = (minor: bigint, decimals: number): string => writeExact({ digits: minor, decimals });

/** The price of several pieces; null if either is not known. */
export function times(amount: string, quantity: number): string | null {
  const exact = readExact(amount);
  return exact === null || !Number.isSafeInteger(quantity) ? null : writeExact({ ...exact, digits: exact.digits * BigInt(quantity) });
}

export function sum(amounts: Iterable<string>): string {
  let total: Exact = { digits: 0n, decimals: 0 };
  for (const amount of amounts) {
    const next = readExact(amount);
    if (!next) continue;
    const decimals = Math.max(total.decimals, next.decimals);
    total = { digits: shift(total, decimals) + shift(next, decimals), decimals };
  }
  return writeExact(total);
}

export function compareAmounts(a: string, b: string): number {
  const difference = readExact(sum([a, negated(b)]))?.digits ?? 0n;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}

const negated = (amount: string): string => (amount.startsWith("-") ? amount.slice(1) : `-${amount}`);

/** Intl formats decimal strings digit by digit (ECMA-402, 2023). */
export function formatAmount(amount: string, currency: string): string {
  const digits = decimalsOf(currency);
  const format = new Intl.NumberFormat(formatLocale(), {
    style: "currency",
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  return format.format(amount as Intl.StringNumericLiteral);
}

/** For a pixel on a chart, never for an amount that is read or sent. */
export function toPixels(amount: string): number {
  const exact = readExact(amount);
  return exact ? Number(exact.digits) / 10 ** exact.decimals : 0;
}

/** For an axis, where there is no room for all decimals. */
export function formatShort(value: number, currency: string): string {
  const options = { style: "currency", currency, notation: "compact", minimumFractionDigits: 0, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(formatLocale(), options).format(value);
}

/** Whole percent from one figure to another; null where there is nothing to compare with. */
export function change(from: bigint, to: bigint): number | null {
  if (from <= 0n) return null;
  return Number(((to - from) * 1000n) / from) / 10;
}

/** The minor units of an amount that the server gave, which has all its decimals. */
export const minorOf = (amount: string): bigint => readExact(amount)?.digits ?? 0n;

/** Changed by so many percent (hundredths of them), half a minor unit rounded up, as the server does it. */
export function byPercent(amount: string, hundredths: bigint): string {
  const exact = readExact(amount) ?? { digits: 0n, decimals: 0 };
  const doubled = exact.digits * (10_000n + hundredths) * 2n + 10_000n;
  const whole = doubled / 20_000n;
  return writeExact({ ...exact, digits: doubled % 20_000n < 0n ? whole - 1n : whole });
}
