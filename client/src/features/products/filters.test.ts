import { expect, it } from "vitest";
import { queryOf } from "@/lib/url";
import { filtersOf, wantedOf } from "./filters";

it.each([
  { q: "BRD-", by: "sku", category: "Küche & Bad", stock: "low", min: "5.00", max: "9.50", show: "archived" },
  { q: "Walnut", by: undefined, category: undefined, stock: undefined, min: undefined, max: undefined, show: undefined },
  { q: undefined, by: undefined, category: undefined, stock: undefined, min: undefined, max: undefined, show: undefined },
])("a saved view brings back the filters it was made of: $q", (filters) => {
  expect(filtersOf(new URLSearchParams(queryOf(wantedOf(filters))))).toEqual(filters);
});
