/** The filters as they stand in the address, as the API takes them, and back. */
import type { ProductFilters } from "@/api/products";
import type { StockLevel } from "@/api/types";

export const FILTERS = ["q", "by", "category", "stock", "min", "max", "show"] as const;

type InAddress = Partial<Record<(typeof FILTERS)[number], string | undefined>>;

export const wantedOf = (filters: InAddress): ProductFilters => ({
  ...(filters.q && (filters.by === "sku" ? { sku: filters.q } : { name: filters.q })),
  category: filters.category,
  price_min: filters.min,
  price_max: filters.max,
  stock: filters.stock as StockLevel | undefined,
  archived: filters.show === "archived" || undefined,
});

/** Of a saved view; names every filter, so that those it lacks are cleared. */
export function filtersOf(query: URLSearchParams): Record<(typeof FILTERS)[number], string | undefined> {
  const get = (name: string) => query.get(name) ?? undefined;
  return {
    q: get("sku") ?? get("name"),
    by: query.has("sku") ? "sku" : undefined,
    category: get("category"),
    stock: get("stock"),
    min: get("price_min"),
    max: get("price_max"),
    show: query.get("archived") === "true" ? "archived" : undefined,
  };
}
