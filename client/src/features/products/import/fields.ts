/** What a file can say of a product, in the words of the form. */
import type { ImportField, ImportMapping, ImportPreview } from "@/api/types";
import { t } from "@/lib/i18n";

export const FIELDS: readonly ImportField[] = ["name", "sku", "price", "inventory", "category", "description"];

export const importFieldName = (field: ImportField): string =>
  ({ name: t("Name"), sku: t("SKU"), price: t("Price"), inventory: t("Stock"), category: t("Category"), description: t("Description") })[field];

export const importFieldHint = (field: ImportField): string =>
  ({
    name: t("Needed, unless every row has the SKU of a product that you have"),
    sku: t("Finds the product again; without it, the name does"),
    price: t("Needed for new products"),
    inventory: t("Whole pieces; left out, it stays as it is"),
    category: t("Optional"),
    description: t("Optional; HTML becomes text"),
  })[field];

/** What the server guesses, as far as the file has such columns. */
export const guessOf = ({ mapping, headers }: ImportPreview): ImportMapping =>
  Object.fromEntries(FIELDS.filter((field) => mapping[field] !== undefined && headers.includes(mapping[field])).map((field) => [field, mapping[field]]));

/** The first values of a column, to see at a glance whether it is the right one. */
export function samplesOf({ headers, rows }: ImportPreview, column: string | undefined): string[] {
  const at = column === undefined ? -1 : headers.indexOf(column);
  return at < 0 ? [] : [...new Set(rows.map((row) => row[at]?.trim() ?? "").filter(Boolean))].slice(0, 3);
}

/** Why it can't be read like this, or nothing. */
export function gapOf(mapping: ImportMapping): string | null {
  if (!mapping.name && !mapping.sku) return t("Say which column holds the name or the SKU: rows must be told apart.");
  const used = Object.values(mapping).filter(Boolean);
  return new Set(used).size < used.length ? t("Two fields are read from one column.") : null;
}
