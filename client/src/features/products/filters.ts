/** The filters as they stand in the address, as the API takes them, and back; and how they are set. */
import type { ProductFilters } from "@/api/products";
import type { Product, StockLevel } from "@/api/types";
import type { Filters } from "@/components/ListFilters";
import { decimalsOf } from "@/lib/currencies";
import { t } from "@/lib/i18n";
import { compareAmounts, normaliseAmount, parseAmount } from "@/lib/money";
import { stockWord } from "@/lib/names";
import type { Named } from "@/lib/url";
import { fieldLabel } from "./fields";

export const FILTERS = ["q", "by", "category", "stock", "min", "max", "show"] as const;

type Name = (typeof FILTERS)[number];

/** What is searched from its start, the usual one first. */
const SEARCHED = ["name", "sku", "barcode"] as const;

type Searched = (typeof SEARCHED)[number];

const searched = (by: string | undefined): Searched => SEARCHED.find((name) => name === by) ?? SEARCHED[0];

export const wantedOf = (filters: Named<Name>): ProductFilters => ({
  ...(filters.q && { [searched(filters.by)]: filters.q }),
  category: filters.category,
  price_min: filters.min,
  price_max: filters.max,
  stock: filters.stock as StockLevel | undefined,
  archived: filters.show === "archived" || undefined,
});

export const wrongOf = ({ min, max }: Named<Name>): string | null =>
  min && max && compareAmounts(min, max) > 0 ? t("The lowest price is above the highest") : null;

/** Of a saved view; names every filter, so that those it lacks are cleared. */
export function filtersOf(query: URLSearchParams): Record<Name, string | undefined> {
  const get = (name: string) => query.get(name) ?? undefined;
  const by = SEARCHED.find((name) => query.has(name));
  return {
    q: by && get(by),
    by: by === SEARCHED[0] ? undefined : by,
    category: get("category"),
    stock: get("stock"),
    min: get("price_min"),
    max: get("price_max"),
    show: query.get("archived") === "true" ? "archived" : undefined,
  };
}

const searchLabel = (by: Searched): string => ({ name: t("Search by name"), sku: t("Search by SKU"), barcode: t("Search by barcode") })[by];

export const noMatch = () => ({ title: t("No product matches"), text: t("Names, SKUs and barcodes are searched from their start.") });

export const categoriesOf = (known: Product[]): string[] =>
  [...new Set(known.map((product) => product.category).filter((name) => name !== null))].sort();

interface Known {
  filters: Named<Name>;
  currency: string;
  categories: string[];
}

export function productFilters({ filters, currency, categories }: Known): Filters<Name> {
  const read = (text: string) => {
    const amount = normaliseAmount(text, currency);
    return parseAmount(amount, decimalsOf(currency)) === null ? undefined : amount;
  };
  const unread = t("Not a price");
  const levels = (["in", "low", "out"] as const).map((value) => ({ value, label: stockWord(value) }));
  return {
    shown: [
      { kind: "search", name: "q", label: searchLabel(searched(filters.by)) },
      {
        kind: "switch",
        name: "by",
        label: t("Search in"),
        replace: true,
        options: SEARCHED.map((value) => ({ value, label: fieldLabel(value) })),
      },
    ],
    folded: [
      { kind: "text", name: "category", label: t("Category"), width: 150, known: categories },
      { kind: "choice", name: "stock", label: t("Stock"), any: t("Any stock"), width: 130, options: levels },
      {
        kind: "text",
        name: "min",
        label: t("Price from, {currency}", { currency }),
        placeholder: t("Price from"),
        width: 96,
        read,
        unread,
      },
      { kind: "text", name: "max", label: t("Price to, {currency}", { currency }), placeholder: t("to"), width: 80, read, unread },
      {
        kind: "switch",
        name: "show",
        label: t("Show"),
        options: [
          { value: "active", label: t("Active") },
          { value: "archived", label: t("Archived") },
        ],
      },
    ],
  };
}
