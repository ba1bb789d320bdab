import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { CURRENCIES, currencyChoices, currencyName, decimalsOf, guessCurrency } from "./currencies";

/** The server's table, as its source has it. */
const TABLE = [
  ...readFileSync("../server/core/src/domain/money/iso4217.rs", "utf8").matchAll(/^ {4}(current|withdrawn)\("(\w{3})", (\d), "([^"]+)"/gm),
].map(([, kind, code, decimals]) => ({ kind, code: code!, decimals: Number(decimals) }));

it("is the server's table", () => {
  expect(TABLE.length).toBeGreaterThan(150);
  expect(CURRENCIES).toEqual(TABLE.filter(({ kind }) => kind === "current").map(({ code }) => code));
  for (const { code, decimals } of TABLE) expect([code, decimalsOf(code)]).toEqual([code, decimals]);
});

it.each([
  ["de-DE", "EUR"],
  ["bg-BG", "EUR"],
  ["hr", "EUR"],
  ["pap-CW", "XCG"],
  ["nl-SX", "XCG"],
  ["ja", "JPY"],
  ["ar-KW", "KWD"],
  ["en-US", "USD"],
  ["en-GB", "GBP"],
  ["es-CL", "CLP"],
  ["fr-SN", "XOF"],
  ["en-ZW", "USD"],
  ["", "USD"],
])("guesses for %j %s", (language, currency) => {
  expect(guessCurrency(language)).toBe(currency);
});

it("names each in the reader's language, and by ISO where the browser knows none", () => {
  expect(currencyName("JPY")).toBe("Japanese Yen");
  expect(currencyName("XCG")).toContain("Caribbean");
  expect(currencyChoices().find(({ value }) => value === "EUR")?.label).toBe("EUR – Euro");
  expect(currencyChoices().some(({ value }) => ["ANG", "BGN", "HRK", "ZWL"].includes(value))).toBe(false);
});
