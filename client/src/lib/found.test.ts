import { expect, it } from "vitest";
import { hintOf } from "./found";

it.each([
  ["order", "walter@customers.example · shipped · 129.00 EUR", "walter@customers.example · Shipped · €129.00"],
  ["order", "a · b@c.example · pending · 1999 JPY", "a · b@c.example · Pending · ¥1,999"],
  ["order", "something else", "something else"],
  ["product", "BRD-WAL-40 · 64.50 EUR · 25 in stock", "BRD-WAL-40 · €64.50 · 25 in stock"],
  ["product", "64.50 EUR · 0 in stock", "€64.50 · out of stock"],
  ["product", "A · B · 1.00 USD · 3 in stock", "A · B · $1.00 · 3 in stock"],
  ["product", "something else", "something else"],
] as const)("%s: %s reads as %s", (kind, subtitle, hint) => {
  expect(hintOf(kind, subtitle)).toBe(hint);
});
