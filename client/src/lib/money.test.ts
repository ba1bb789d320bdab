import { describe, expect, it } from "vitest";
import { amountOf, byPercent, change, compareAmounts, formatAmount, normaliseAmount, parseAmount, sum, times } from "./money";

describe("amounts", () => {
  it.each([
    ["19.99", 1999n],
    ["0.5", 50n],
    ["7", 700n],
    ["-3.01", -301n],
    ["90071992547409.93", 9007199254740993n],
  ])("%s is %s hundredths", (text, minor) => {
    expect(parseAmount(text)).toBe(minor);
  });

  it.each(["", ".", "1.", ".5", "1.234", "1,00", "+1", "1e3", "--1", "NaN", "１"])("%j is no amount", (text) => {
    expect(parseAmount(text)).toBeNull();
  });

  it("are written with two decimals", () => {
    expect(["1999", "50", "0", "-5", "-301"].map((minor) => amountOf(BigInt(minor)))).toEqual(["19.99", "0.50", "0.00", "-0.05", "-3.01"]);
  });

  it.each([
    ["19.99", 1_000n, "21.99"],
    ["0.05", -5_000n, "0.03"],
    ["0.25", -1_000n, "0.23"],
    ["0.01", -5_001n, "0.00"],
    ["64.50", -1_250n, "56.44"],
  ])("%s by %s hundredths of a percent is %s, half a cent rounded up", (from, hundredths, to) => {
    expect(byPercent(from, hundredths)).toBe(to);
  });

  it("add and multiply without a float: 0.10 + 0.20 is 0.30", () => {
    expect(sum(["0.10", "0.20"])).toBe("0.30");
    expect(times("1.10", 3)).toBe("3.30");
    expect(times("45035996273704.97", 2)).toBe("90071992547409.94");
    expect(times("1.10", 0.5)).toBeNull();
  });

  it("are formatted digit by digit, beyond what a double holds", () => {
    expect(formatAmount("90071992547409.93", "USD")).toBe("$90,071,992,547,409.93");
    expect(formatAmount("-0.05", "EUR")).toBe("-€0.05");
  });

  it("take a decimal comma where it can only be one", () => {
    expect(normaliseAmount(" 64,5 ")).toBe("64.5");
    expect(normaliseAmount("1'200.50")).toBe("1200.50");
    expect(parseAmount(normaliseAmount("1,234.50"))).toBeNull();
  });

  it("compare by value", () => {
    expect(["9.00", "10.00", "1.50"].sort(compareAmounts)).toEqual(["1.50", "9.00", "10.00"]);
  });

  it("change in tenths of a percent, and not from nothing", () => {
    expect(change(10000n, 15460n)).toBe(54.6);
    expect(change(200n, 100n)).toBe(-50);
    expect(change(0n, 100n)).toBeNull();
  });
});
