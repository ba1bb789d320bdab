import { expect, it } from "vitest";
import type { BulkReport, Product } from "@/api/types";
import { undoOf } from "./bulk";

const product = (product_id: string, price: string, category: string | null = null) => ({ product_id, price, category }) as Product;
const SEEN = [product("a", "5.00", "Kitchen"), product("b", "7.50"), product("c", "5.00"), product("d", "9.00")];

const changed = (id: string, version: number) => ({ id, status: "changed", version, code: null, detail: null }) as const;
const REPORT: Pick<BulkReport, "results"> = {
  results: [
    changed("a", 2),
    changed("b", 8),
    changed("c", 3),
    { id: "d", status: "refused", version: null, code: "archived", detail: "the product is archived" },
  ],
};

it("sets each price that was, in as few requests as there are prices, over the version that the change made", () => {
  expect(undoOf(SEEN, REPORT, { price_percent: "-10" })).toEqual([
    {
      seen: [
        { id: "a", version: 2 },
        { id: "c", version: 3 },
      ],
      change: { price_set: "5.00" },
    },
    { seen: [{ id: "b", version: 8 }], change: { price_set: "7.50" } },
  ]);
});

it("puts products back into their categories, and those without one out of it", () => {
  expect(undoOf(SEEN, REPORT, { category: "Sale" })).toEqual([
    { seen: [{ id: "a", version: 2 }], change: { category: "Kitchen" } },
    {
      seen: [
        { id: "b", version: 8 },
        { id: "c", version: 3 },
      ],
      change: { category: "" },
    },
  ]);
});

it("brings back what was archived, and leaves what was refused", () => {
  const all = [
    { id: "a", version: 2 },
    { id: "b", version: 8 },
    { id: "c", version: 3 },
  ];
  expect(undoOf(SEEN, REPORT, { archive: true })).toEqual([{ seen: all, change: { restore: true } }]);
  expect(undoOf(SEEN, REPORT, { restore: true })).toEqual([{ seen: all, change: { archive: true } }]);
});
