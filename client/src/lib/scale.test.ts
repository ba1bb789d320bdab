import { expect, it } from "vitest";
import { labelled, lineOf, ticksUpTo } from "./scale";

it.each([
  [9, 4, [0, 5, 10]],
  [87, 4, [0, 50, 100]],
  [1999, 4, [0, 500, 1000, 1500, 2000]],
  [0.3, 4, [0, 0.1, 0.2, 0.3]],
  [0, 4, [0, 1]],
  [Number.NaN, 4, [0, 1]],
])("up to %s there are lines at", (largest, about, ticks) => {
  expect(ticksUpTo(largest, about).map((tick) => Math.round(tick * 1000) / 1000)).toEqual(ticks);
});

it("counts have no half of one between two lines", () => {
  expect(ticksUpTo(2, 4, true)).toEqual([0, 1, 2]);
});

it("labels keep apart, and the first stays", () => {
  expect(labelled(30, 720, 72)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(labelled(3, 720, 72)).toEqual([0, 1, 2]);
  expect(labelled(366, 100, 72)).toEqual([0]);
});

it("a line breaks where nothing is known", () => {
  expect(lineOf([[0, 1], [2, 3], null, [4, 5]])).toBe("M0.0,1.0L2.0,3.0M4.0,5.0");
});
