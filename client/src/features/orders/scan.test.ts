import { expect, it } from "vitest";
import type { Product } from "@/api/types";
import { bestOf } from "./scan";

const product = (product_id: string, sku: string | null, barcode: string | null = null, name = product_id) =>
  ({ product_id, sku, barcode, name }) as Product;
const BOARD = product("board", "BRD-1", "4006381333931");
const LONG = product("long board", "BRD-10");

it.each([
  ["brd-1", [LONG, BOARD], BOARD],
  ["BRD-10", [LONG, BOARD], LONG],
  ["4006381333931", [BOARD], BOARD],
  ["board", [LONG, BOARD], BOARD],
  ["BRD", [LONG, BOARD], "many"],
  ["BRD-", [LONG, LONG], LONG],
  ["x", [], "none"],
  ["twin", [product("a", null, "twin"), product("b", null, "twin")], "many"],
] as const)("%s means one, none or many", (typed, found, best) => {
  expect(bestOf(typed, found)).toBe(best);
});
