/**
 * Texts are looked up by their English wording, as gettext does: the source
 * reads as what people see, and a second language is one catalogue that a
 * test can compare with the calls.
 */
type Values = Record<string, string | number>;
type Catalogue = Record<string, string>;

let catalogue: Catalogue = {};
let locale = "en";

/** Called once, before anything is rendered. */
export function setLanguage(language: string, texts: Catalogue): void {
  locale = language;
  catalogue = texts;
}

/** The language with the reader's own conventions for numbers and dates, where they speak it. */
export function formatLocale(): string {
  const own = typeof navigator === "undefined" ? undefined : navigator.languages?.find((tag) => tag.startsWith(locale));
  return own ?? locale;
}

export function t(text: string, values?: Values): string {
  const found = catalogue[text] ?? text;
  return values ? found.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole)) : found;
}

/** One or many; languages with more forms key them as `many|few` and so on. */
export function tn(one: string, many: string, count: number, values?: Values): string {
  const form = new Intl.PluralRules(locale).select(count);
  const forms: Partial<Record<Intl.LDMLPluralRule, string>> = { one, other: many };
  return t(forms[form] ?? catalogue[`${many}|${form}`] ?? many, { count: formatCount(count), ...values });
}

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
