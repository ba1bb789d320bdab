/** Overrides of limits as the dialog holds them: blank is the plan's, and a choice makes one unlimited. */
import type { NewLimitOverrides, Tenant } from "@/api/types";
import { isDay, startOfDay, today } from "@/lib/time";

export const LIMITS = ["max_products", "max_orders", "max_users"] as const;
export type LimitName = (typeof LIMITS)[number];

export interface LimitValue {
  text: string;
  unlimited: boolean;
}

interface LimitValues {
  limits: Record<LimitName, LimitValue>;
  perSecond: string;
  burst: string;
  /** The day on which the plan's limits hold again. */
  until: string;
}

export function toValues({ limit_overrides: set }: Pick<Tenant, "limit_overrides">, zone: string): LimitValues {
  const one = (name: LimitName): LimitValue => ({ text: String(set?.[name] ?? ""), unlimited: set?.[name] === null });
  return {
    limits: { max_products: one("max_products"), max_orders: one("max_orders"), max_users: one("max_users") },
    perSecond: String(set?.rate?.per_second ?? ""),
    burst: String(set?.rate?.burst ?? ""),
    until: set?.expires_at ? today(zone, new Date(set.expires_at)) : "",
  };
}

const whole = (text: string, max: number) => /^\d+$/.test(text) && Number(text) <= max;

/** Nothing, while what is typed does not make sense. */
export function toOverrides({ limits, perSecond, burst, until }: LimitValues, reason: string, zone: string): NewLimitOverrides | null {
  const overrides: NewLimitOverrides = { reason: reason.trim() };
  if (!overrides.reason) return null;
  for (const name of LIMITS) {
    const { text, unlimited } = limits[name];
    if (unlimited) overrides[name] = null;
    else if (text.trim()) {
      if (!whole(text.trim(), 1_000_000_000)) return null;
      overrides[name] = Number(text);
    }
  }
  if (perSecond || burst) {
    if (!whole(perSecond, 10_000) || !whole(burst, 100_000) || Number(perSecond) < 1 || Number(burst) < 1) return null;
    overrides.rate = { per_second: Number(perSecond), burst: Number(burst) };
  }
  if (until) {
    if (!isDay(until)) return null;
    overrides.expires_at = startOfDay(until, zone);
  }
  return Object.keys(overrides).some((name) => name !== "reason" && name !== "expires_at") ? overrides : null;
}
