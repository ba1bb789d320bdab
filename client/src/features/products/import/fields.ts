/** What a file can say of a product, in the words of the form. */
import type { ImportChoices, ImportField, ImportMapping, ImportPreview, ImportQuestion } from "@/api/types";
import { t } from "@/lib/i18n";
import { productFields } from "../fields";

export const FIELDS: readonly ImportField[] = Object.keys(productFields()) as ImportField[];

export const importFieldName = (field: ImportField): string => productFields()[field].label;

export const importFieldHint = (field: ImportField): string => productFields()[field].column;

/** What the server guesses, as far as the file has such columns. */
export const guessOf = ({ mapping, headers }: ImportPreview): ImportMapping =>
  Object.fromEntries(
    FIELDS.filter((field) => mapping[field] !== undefined && headers.includes(mapping[field])).map((field) => [field, mapping[field]]),
  );

/** The first values of a column, to see at a glance whether it is the right one. */
export function samplesOf({ headers, rows }: ImportPreview, column: string | undefined): string[] {
  const at = column === undefined ? -1 : headers.indexOf(column);
  return at < 0 ? [] : [...new Set(rows.map((row) => row[at]?.trim() ?? "").filter(Boolean))].slice(0, 3);
}

/** Why it can't be read like this, or nothing. */
export function gapOf(mapping: ImportMapping): string | null {
  if (!mapping.name && !mapping.sku) return t("Choose the column that holds the name, or the one that holds the SKU.");
  const used = Object.values(mapping).filter(Boolean);
  return new Set(used).size < used.length ? t("Two fields use the same column. Choose another column for one of them.") : null;
}

/** A question about a column is answered by mapping it. */
export function isOpen(question: ImportQuestion, mapping: ImportMapping): boolean {
  if (question.parameter !== "mapping") return true;
  return !mapping[question.code === "price_column" ? "price" : "name"];
}

export const answerOf = (question: ImportQuestion, choices: ImportChoices): string | undefined =>
  choices[question.parameter as keyof ImportChoices];

export function optionName(parameter: string, option: string): string {
  const names: Record<string, string> = {
    "decimal.point": t("A point, as in 1,299.00"),
    "decimal.comma": t("A comma, as in 1.299,00"),
    "foreign_currency.accept": t("Use the numbers as prices in your company's currency; nothing is converted"),
    "foreign_currency.reject": t("Reject these rows"),
    "wordy_stock.zero": t("Set the stock to 0"),
    "wordy_stock.keep": t("Keep the stock of products you already have"),
  };
  return names[`${parameter}.${option}`] ?? option;
}

export const DRAFTS = ["archived", "left_out", "active"] as const;

export const draftsName = (drafts: (typeof DRAFTS)[number]): string =>
  ({ archived: t("Import as archived"), left_out: t("Leave out"), active: t("Import as active") })[drafts];

/** A file with stock and no prices is a stock count, unless someone decides otherwise. */
export const setsStock = (mapping: ImportMapping, choices: ImportChoices): boolean =>
  choices.stock ? choices.stock === "set" : mapping.inventory !== undefined && mapping.price === undefined;
