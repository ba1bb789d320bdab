import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  addDays,
  daysBetween,
  firstOfMonth,
  formatAgo,
  formatTime,
  formatTook,
  formatWhen,
  isDay,
  knowsZone,
  startOfDay,
  today,
} from "./time";

describe("the tenant's days", () => {
  it("are not the browser's", () => {
    const instant = new Date("2026-11-24T23:30:00Z");
    expect(today("Europe/Berlin", instant)).toBe("2026-11-25");
    expect(today("America/Los_Angeles", instant)).toBe("2026-11-24");
  });

  it.each([
    ["2026-11-24", "Europe/Berlin", "2026-11-23T23:00:00.000Z"],
    ["2026-07-01", "Europe/Berlin", "2026-06-30T22:00:00.000Z"],
    // The days on which the clock is changed.
    ["2026-03-29", "Europe/Berlin", "2026-03-28T23:00:00.000Z"],
    ["2026-10-25", "Europe/Berlin", "2026-10-24T22:00:00.000Z"],
    ["2026-10-26", "Europe/Berlin", "2026-10-25T23:00:00.000Z"],
    ["2026-11-24", "Asia/Kolkata", "2026-11-23T18:30:00.000Z"],
    ["2026-11-24", "UTC", "2026-11-24T00:00:00.000Z"],
    // There is no midnight: the clock jumps from it to one.
    ["2026-09-06", "America/Santiago", "2026-09-06T04:00:00.000Z"],
    ["2026-03-29", "Atlantic/Azores", "2026-03-29T01:00:00.000Z"],
    ["2026-03-08", "America/Havana", "2026-03-08T05:00:00.000Z"],
    ["2026-04-24", "Africa/Cairo", "2026-04-23T22:00:00.000Z"],
    ["2026-03-29", "Asia/Beirut", "2026-03-28T22:00:00.000Z"],
    // Midnight comes twice, or the hour before it.
    ["2026-10-25", "Atlantic/Azores", "2026-10-25T00:00:00.000Z"],
    ["2025-11-02", "America/Havana", "2025-11-02T04:00:00.000Z"],
    ["2026-10-25", "Asia/Beirut", "2026-10-24T22:00:00.000Z"],
    ["2026-04-05", "America/Santiago", "2026-04-05T04:00:00.000Z"],
    ["1919-03-31", "America/Toronto", "1919-03-31T04:30:00.000Z"],
    ["2011-12-30", "Pacific/Apia", "2011-12-30T10:00:00.000Z"],
    // No browser knows it.
    ["2026-11-24", "localtime", "2026-11-24T00:00:00.000Z"],
  ])("%s in %s begins at %s", (day, zone, instant) => {
    expect(startOfDay(day, zone)).toBe(instant);
  });

  it("are counted across months and clock changes", () => {
    expect(addDays("2026-03-28", 2)).toBe("2026-03-30");
    expect(addDays("2026-03-01", -1)).toBe("2026-02-28");
    expect(daysBetween("2026-10-20", "2026-11-02")).toBe(13);
    expect(firstOfMonth("2026-11-24")).toBe("2026-11-01");
  });

  it("are told from other text", () => {
    expect(["2026-11-24", "2026-13-01", "yesterday", "", undefined].map(isDay)).toEqual([true, false, false, false, false]);
  });

  it("carry their times in the tenant's zone", () => {
    expect(formatTime("2026-11-24T23:30:00Z", "Europe/Berlin")).toContain("12:30");
  });

  it("are told in the largest unit that fits", () => {
    const now = Date.parse("2026-11-24T12:00:00Z");
    expect(formatAgo("2026-11-24T11:59:50Z", now)).toBe("just now");
    expect(formatAgo("2026-11-24T09:00:00Z", now)).toBe("3 hours ago");
    expect(formatAgo("2026-11-23T12:00:00Z", now)).toBe("yesterday");
  });
});

it("says how long something took in the unit that fits", () => {
  const took = (to: string) => formatTook("2026-03-01T10:00:00.000Z", to);
  expect([
    took("2026-03-01T10:00:00.420Z"),
    took("2026-03-01T10:00:42Z"),
    took("2026-03-01T10:12:00Z"),
    took("2026-03-01T13:30:00Z"),
  ]).toEqual(["0.4 sec", "42 sec", "12 min", "3.5 hr"]);
});

it("is counted in UTC where the browser does not know the zone", () => {
  expect(["Etc/Unknown", "posixrules", "Factory", "Europe/Berlin"].map(knowsZone)).toEqual([false, false, false, true]);
  expect(today("posixrules", new Date("2026-11-24T23:30:00Z"))).toBe("2026-11-24");
  expect(formatTime("2026-11-24T23:30:00Z", "Etc/Unknown")).toContain("11:30");
});

it("knows every zone that a company can choose", () => {
  const names = readFileSync("../server/core/src/domain/zone/names.txt", "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"));
  expect(names.length).toBeGreaterThan(590);
  expect(names.filter((name) => !knowsZone(name))).toEqual([]);
  // What this browser offers can be chosen, too.
  expect(Intl.supportedValuesOf("timeZone").filter((name) => !names.includes(name))).toEqual([]);
});

it("says the year in a list only where it is another", () => {
  const now = Date.parse("2026-12-01T10:00:00Z");
  expect(formatWhen("2026-11-24T23:30:00Z", "Europe/Berlin", now)).not.toContain("2026");
  expect(formatWhen("2026-11-24T23:30:00Z", "Europe/Berlin", now)).toContain("Nov 25");
  expect(formatWhen("2025-11-24T23:30:00Z", "Europe/Berlin", now)).toContain("2025");
  // New Year comes earlier in Berlin.
  expect(formatWhen("2025-12-31T23:30:00Z", "Europe/Berlin", now)).not.toContain("2026");
});
