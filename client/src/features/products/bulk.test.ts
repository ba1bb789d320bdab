import { expect, it } from "vitest";
import type { Product } from "@/api/types";
import { undoOf } from "./bulk";

const product = (product_id: string, price: string, category: string | null = null) => ({ product_id, price, category }) as Product;
const SEEN = [product("a", "5.00", "Kitchen"), product("b", "7.50"), product("c", "5.00")];

it("sets each price that was, in as few requests as there are prices", () => {
  expect(undoOf(SEEN, { price_percent: "-10" })).toEqual([
    { ids: ["a", "c"], change: { price_set: "5.00" } },
    { ids: ["b"], change: { price_set: "7.50" } },
  ]);
});

it("puts products back into their categories, and those without one out of it", () => {
  expect(undoOf(SEEN, { category: "Sale" })).toEqual([
    { ids: ["a"], change: { category: "Kitchen" } },
    { ids: ["b", "c"], change: { category: "" } },
  ]);
});

it("brings back what was archived", () => {
  expect(undoOf(SEEN, { archive: true })).toEqual([{ ids: ["a", "b", "c"], change: { restore: true } }]);
});
