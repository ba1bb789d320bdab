import { expect, it } from "vitest";
import type { TrafficMinute } from "@/api/types";
import { known, milliseconds, percent, summary } from "./figures";

const minute = (fields: Partial<TrafficMinute>): TrafficMinute => ({
  at: "2026-03-01T10:00:00Z",
  requests: 0,
  client_errors: 0,
  server_errors: 0,
  throttled: 0,
  p50_ms: null,
  p99_ms: null,
  ...fields,
});

it("adds the minutes up and finds the slowest", () => {
  const hour = [
    minute({ requests: 10, client_errors: 2, throttled: 1, p99_ms: 4 }),
    minute({}),
    minute({ requests: 90, server_errors: 3, p99_ms: 250 }),
  ];
  expect(summary(hour)).toEqual({ requests: 100, serverErrors: 3, clientErrors: 2, throttled: 1, worst: hour[2] });
});

it("does not make a nought of what nobody counted", () => {
  const { throttled, worst } = summary([minute({ requests: 5 }), minute({ throttled: null })]);
  expect([throttled, worst]).toEqual([null, null]);
  expect(known(throttled, String)).toBe("–");
  expect(milliseconds(null)).toBe("–");
  expect(percent(0, 0)).toBe("0%");
  expect(percent(1, 1000)).toBe("0.1%");
});
