import { expect, it } from "vitest";
import { pointsOf } from "./points";

const bucket = (from: string, to: string, revenue: string, hour: number | null = null) => ({ from, to, hour, orders: 1, revenue });

it("shows hours of one day", () => {
  const points = pointsOf({
    unit: "hour",
    items: [bucket("2026-10-25", "2026-10-25", "1999", 0), bucket("2026-10-25", "2026-10-25", "5", 13)],
  });
  expect(points.map(({ tick, label, height }) => [tick, label, height].join(" | ").replace(/\s/g, " "))).toEqual([
    "12:00 AM | Oct 25, 2026, 12:00 AM | 1999",
    "1:00 PM | Oct 25, 2026, 1:00 PM | 5",
  ]);
  expect(new Set(points.map(({ key }) => key)).size).toBe(2);
});

it("shows weeks and months with the days that they have in the range, and the period before", () => {
  const weeks = pointsOf(
    { unit: "week", items: [bucket("2026-01-30", "2026-02-01", "1.50")] },
    { unit: "week", items: [bucket("2025-12-30", "2026-01-04", "2.25")] },
  );
  expect(weeks).toMatchObject([
    {
      tick: "Jan 30",
      label: "Jan 30, 2026 – Feb 1, 2026",
      height: 1.5,
      past: { label: "Dec 30, 2025 – Jan 4, 2026", revenue: "2.25" },
      pastHeight: 2.25,
    },
  ]);
  const months = pointsOf({ unit: "month", items: [bucket("2026-02-01", "2026-02-28", "0.00")] });
  expect(months).toMatchObject([{ tick: "Feb", label: "February 2026", height: 0 }]);
  expect(months[0]?.past).toBeUndefined();
});
