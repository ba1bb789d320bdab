import { describe, expect, it } from "vitest";
import {
  amountOf,
  byPercent,
  change,
  compareAmounts,
  formatAmount,
  formatShort,
  minorOf,
  normaliseAmount,
  parseAmount,
  sum,
  times,
  toPixels,
} from "./money";

describe("amounts", () => {
  it.each([
    ["19.99", 1999n],
    ["0.5", 50n],
    ["7", 700n],
    ["-3.01", -301n],
    ["90071992547409.93", 9007199254740993n],
  ])("%s is %s hundredths", (text, minor) => {
    expect(parseAmount(text, 2)).toBe(minor);
  });

  it.each(["", ".", "1.", ".5", "1.234", "1,00", "+1", "1e3", "--1", "NaN", "１"])("%j is no amount", (text) => {
    expect(parseAmount(text, 2)).toBeNull();
  });

  it("are written with the decimals of their currency", () => {
    expect(["1999", "50", "0", "-5", "-301"].map((minor) => amountOf(BigInt(minor), 2))).toEqual([
      "19.99",
      "0.50",
      "0.00",
      "-0.05",
      "-3.01",
    ]);
    expect(["1999", "0", "-5"].map((minor) => amountOf(BigInt(minor), 0))).toEqual(["1999", "0", "-5"]);
    expect(["1999", "0", "-5"].map((minor) => amountOf(BigInt(minor), 3))).toEqual(["1.999", "0.000", "-0.005"]);
    expect([parseAmount("1999", 0), parseAmount("1999.0", 0), parseAmount("1.5", 3), parseAmount("1.2345", 3)]).toEqual([
      1999n,
      null,
      1500n,
      null,
    ]);
  });

  it.each([
    ["19.99", 1_000n, "21.99"],
    ["0.05", -5_000n, "0.03"],
    ["0.25", -1_000n, "0.23"],
    ["0.01", -5_001n, "0.00"],
    ["64.50", -1_250n, "56.44"],
    ["1999", 1_000n, "2199"],
    ["5", -5_000n, "3"],
    ["1.999", 1_000n, "2.199"],
  ])("%s by %s hundredths of a percent is %s, half a cent rounded up", (from, hundredths, to) => {
    expect(byPercent(from, hundredths)).toBe(to);
  });

  it("add and multiply without a float: 0.10 + 0.20 is 0.30", () => {
    expect(sum(["0.10", "0.20"])).toBe("0.30");
    expect(times("1.10", 3)).toBe("3.30");
    expect(times("45035996273704.97", 2)).toBe("90071992547409.94");
    expect(times("1.10", 0.5)).toBeNull();
    expect([
      sum(["1999", "1"]),
      sum(["1.999", "0.001"]),
      times("1999", 3),
      times("1.999", 3),
      minorOf("1.999"),
      toPixels("1.999"),
      toPixels("1999"),
    ]).toEqual(["2000", "2.000", "5997", "5.997", 1999n, 1.999, 1999]);
  });

  it("are formatted digit by digit, beyond what a double holds", () => {
    expect(formatAmount("90071992547409.93", "USD")).toBe("$90,071,992,547,409.93");
    expect(formatAmount("-0.05", "EUR")).toBe("-€0.05");
  });

  it("have the digits of ISO 4217, whatever the browser holds for usual", () => {
    expect(
      [
        formatAmount("1999", "JPY"),
        formatAmount("1.999", "KWD"),
        formatAmount("1999.50", "HUF"),
        formatAmount("10.500", "IQD"),
        formatAmount("7", "XCG"),
      ].map((text) => text.replace(/\s/g, " ")),
    ).toEqual(["¥1,999", "KWD 1.999", "HUF 1,999.50", "IQD 10.500", "Cg. 7.00"]);
    expect(
      [formatShort(1_234_500, "JPY"), formatShort(999.5, "EUR"), formatShort(0.25, "KWD")].map((text) => text.replace(/\s/g, " ")),
    ).toEqual(["¥1.2M", "€999.5", "KWD 0.3"]);
  });

  it("take a decimal comma where it can only be one", () => {
    expect(normaliseAmount(" 64,5 ", "EUR")).toBe("64.5");
    expect(normaliseAmount("1'200.50", "EUR")).toBe("1200.50");
    // A thousand yen or dinars, or one and a bit: nobody can tell.
    expect([normaliseAmount("1,234", "KWD"), normaliseAmount("1,5", "KWD"), normaliseAmount("1,5", "JPY")]).toEqual([
      "1,234",
      "1.5",
      "1,5",
    ]);
  });

  it.each([
    ["€19.99", "EUR", "19.99"],
    ["19.99 €", "EUR", "19.99"],
    ["eur 19,99", "EUR", "19.99"],
    ["£19.99", "GBP", "19.99"],
    ["US$5", "USD", "5"],
    ["$5.00", "USD", "5.00"],
    ["1,234.50", "GBP", "1234.50"],
    ["£1,234.50", "GBP", "1234.50"],
    ["1.234,50", "EUR", "1234.50"],
    ["1,234,567", "EUR", "1234567"],
    ["12,345,678.9", "EUR", "12345678.9"],
    ["1,234", "JPY", "1234"],
    ["¥1,234", "JPY", "1234"],
    [".5", "GBP", "0.5"],
    [",5", "EUR", "0.5"],
  ])("%s of %s is read as %s", (typed, currency, amount) => {
    expect(normaliseAmount(typed, currency)).toBe(amount);
  });

  it.each([
    ["£19.99", "EUR"],
    ["1,234", "EUR"],
    ["1.234", "EUR"],
    ["1,23,456", "EUR"],
    ["1,234.567,8", "EUR"],
    ["12.34.56", "EUR"],
    ["1234,567.8", "EUR"],
    [".", "EUR"],
    ["€", "EUR"],
  ])("%s of %s can't be read for sure", (typed, currency) => {
    expect(parseAmount(normaliseAmount(typed, currency), 2)).toBeNull();
  });

  it("compare by value", () => {
    expect(["1999", "200", "-1"].sort(compareAmounts)).toEqual(["-1", "200", "1999"]);
    expect(["9.00", "10.00", "1.50"].sort(compareAmounts)).toEqual(["1.50", "9.00", "10.00"]);
  });

  it("change in tenths of a percent, and not from nothing", () => {
    expect(change(10000n, 15460n)).toBe(54.6);
    expect(change(200n, 100n)).toBe(-50);
    expect(change(0n, 100n)).toBeNull();
  });
});
