import { expect, it } from "vitest";
import type { LimitUse, TenantUsage } from "@/api/types";
import { cost, tightest } from "./figures";

const limit = (limit: LimitUse["limit"], percent: number | null): LimitUse => ({
  limit,
  used: 1,
  max: percent === null ? null : 100,
  percent,
});

it("names the limit that will be reached first, and none where there is none", () => {
  expect(tightest([limit("max_products", 12), limit("max_orders", null), limit("max_users", 80)])?.limit).toBe("max_users");
  expect(tightest([limit("max_products", null)])).toBeNull();
});

it("does not call what costs less than a cent free", () => {
  expect(cost({ estimated_cost_usd: "0.00" } as TenantUsage)).toBe("< $0.01");
  expect(cost({ estimated_cost_usd: "61.20" } as TenantUsage)).toBe("$61.20");
});
