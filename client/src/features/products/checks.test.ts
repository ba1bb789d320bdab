import { expect, it } from "vitest";
import { checkPrice } from "./checks";
import { toFields, toValues } from "./fields";
import { productSchema } from "./schema";

it.each([
  ["JPY", "1999", null],
  ["JPY", "1999.5", "An amount like 1999."],
  ["JPY", "100000000001", "That is too much."],
  ["KWD", "1.999", null],
  ["KWD", "1.9999", "An amount like 1.999."],
  ["EUR", "19,99", null],
  ["EUR", "1.999", "An amount like 19.99."],
  ["EUR", "-1", "An amount like 19.99."],
])("in %s a price of %s: %s", (currency, text, problem) => {
  expect(checkPrice(currency)(text)).toBe(problem);
});

it("sends what was typed in the form of the currency", () => {
  const values = { ...toValues(), name: "Thing", price: "1,5" };
  expect(productSchema("KWD").safeParse(values).success).toBe(true);
  expect(productSchema("JPY").safeParse(values).success).toBe(false);
  expect(toFields(values, "KWD").price).toBe("1.5");
});
