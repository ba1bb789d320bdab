/**
 * Texts are looked up by their English wording, as gettext does: the source
 * reads as what people see, and a second language is one catalogue that a
 * test compares with the calls.
 */
type Values = Record<string, string | number>;

/** A text that counts, by the categories of `Intl.PluralRules`; each language has those that it needs. */
export type Plural = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** By the English wording; of a text that counts, by the wording for many. */
export type Catalogue = Record<string, string | Plural>;

export interface Language {
  /** BCP 47; numbers, days and plurals follow it. */
  tag: string;
  direction: "ltr" | "rtl";
  /** The text in this language; English is shown where there is none. */
  find: (english: string) => string | Plural | undefined;
}

export const ENGLISH: Language = { tag: "en", direction: "ltr", find: () => undefined };

let language = ENGLISH;

/** Before anything is rendered, or together with rendering everything anew: texts are read where they are painted. */
export function setLanguage(next: Language): void {
  language = next;
}

export const languageOf = (tag: string, texts: Catalogue): Language => ({ tag, direction: "ltr", find: (english) => texts[english] });

/** The language with the reader's own conventions for numbers and dates, where they speak it. */
export function formatLocale(): string {
  const { tag } = language;
  const spoken = typeof navigator === "undefined" ? undefined : navigator.languages;
  return spoken?.find((own) => own === tag || own.startsWith(`${tag}-`)) ?? tag;
}

function look(english: string, form: Intl.LDMLPluralRule = "other"): string {
  const found = language.find(english);
  return typeof found === "object" ? (found[form] ?? found.other) : (found ?? english);
}

const fill = (text: string, values: Values) => text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

export function t(text: string, values?: Values): string {
  const found = look(text);
  return values ? fill(found, values) : found;
}

/** One or many in English; a catalogue has the forms of its own language under the wording for many. */
export function tn(one: string, many: string, count: number, values?: Values): string {
  const counted = typeof language.find(many) === "object";
  const english = new Intl.PluralRules("en").select(count) === "one" ? one : many;
  const text = counted ? look(many, new Intl.PluralRules(language.tag).select(count)) : look(english);
  return fill(text, { count: formatCount(count), ...values });
}

/** A text with elements in it, in the order of the language: `{name}` stands where the part of that name goes. */
export function rich<Part>(text: string, parts: Record<string, Part>): (Part | string)[] {
  return look(text)
    .split(/(\{\w+\})/)
    .filter(Boolean)
    .map((piece) => parts[piece.slice(1, -1)] ?? piece);
}

/** From an old value to a new one, in the direction in which people read. */
export const arrow = (): string => (language.direction === "rtl" ? "←" : "→");

/** "a, b and c". */
export function listed(parts: string[]): string {
  return new Intl.ListFormat(formatLocale(), { type: "conjunction" }).format(parts);
}

export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const options = { style: "unit", unit: units[step], unitDisplay: "short", maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(formatLocale(), options).format(bytes / 1000 ** step);
}

export function formatCount(count: number): string {
  return new Intl.NumberFormat(formatLocale()).format(count);
}

/** With so many decimals. */
export function formatNumber(value: number, decimals: number): string {
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  return new Intl.NumberFormat(formatLocale(), digits).format(value);
}

/** Of a whole: 0.25 is 25%. */
export function formatPercent(share: number, options: Intl.NumberFormatOptions = {}): string {
  return new Intl.NumberFormat(formatLocale(), { style: "percent", ...options }).format(share);
}
