import { expect, it } from "vitest";
import type { TimelineItem } from "@/api/types";
import { lookAgain } from "./Timeline";

const NOW = Date.parse("2026-03-01T10:00:00Z");
const item = (type: TimelineItem["type"], seconds: number) => ({ type, at: new Date(NOW - seconds * 1000).toISOString() }) as TimelineItem;

it.each([
  ["a step of just now, whose mail is on its way", [item("mail", 60), item("status", 1)], 4_000],
  ["a step whose mail is there", [item("status", 3), item("mail", 1)], false],
  ["a step of long ago that had no mail", [item("status", 21)], false],
  ["nothing", [], false],
])("after %s it is looked again or not", (_, items, again) => {
  expect(lookAgain(items, NOW)).toBe(again);
});
