import { describe, expect, it } from "vitest";
import { toOverrides, toValues } from "./limits";

const blank = toValues({ limit_overrides: null }, "UTC");

describe("overrides of limits", () => {
  it("say only what is not blank, and null for no limit", () => {
    const limits = { ...blank.limits, max_products: { text: "500", unlimited: false }, max_orders: { text: "9", unlimited: true } };
    expect(toOverrides({ ...blank, limits, until: "2027-01-01" }, " Christmas ", "Europe/Berlin")).toEqual({
      max_products: 500,
      max_orders: null,
      expires_at: "2026-12-31T23:00:00.000Z",
      reason: "Christmas",
    });
  });

  it.each([
    ["no reason", { perSecond: "10", burst: "20" }, " "],
    ["nothing overridden", { until: "2027-01-01" }, "why"],
    ["half a rate", { perSecond: "10" }, "why"],
    ["no number", { limits: { ...blank.limits, max_users: { text: "many", unlimited: false } } }, "why"],
  ])("are not sent with %s", (_, change, reason) => expect(toOverrides({ ...blank, ...change }, reason, "UTC")).toBeNull());

  it("are shown as they were set", () => {
    const set = { max_products: 500, max_orders: null, expires_at: "2026-12-31T23:00:00.000Z", reason: "x", in_force: true };
    const values = toValues({ limit_overrides: set }, "Europe/Berlin");
    expect(values.limits).toEqual({
      max_products: { text: "500", unlimited: false },
      max_orders: { text: "", unlimited: true },
      max_users: { text: "", unlimited: false },
    });
    expect(values.until).toBe("2027-01-01");
  });
});
