import type { ReactNode } from "react";
import type { OrderStatus, Role, TenantStatus, Tier } from "@/api/types";
import { orderStatusName, roleName, stockWord, tenantStatusName, tierName } from "@/lib/names";
import { useTenant } from "./me";
import classes from "./Badge.module.css";

export type Tone = "amber" | "blue" | "violet" | "green" | "gray" | "red";

/** The colour never stands alone: the word says it, the dot repeats it. */
export function Badge({ tone, children }: { tone: Tone; children: ReactNode }) {
  return (
    <span className={classes.badge} data-tone={tone}>
      {children}
    </span>
  );
}

const ORDER: Record<OrderStatus, Tone> = {
  pending: "amber",
  confirmed: "blue",
  shipped: "violet",
  delivered: "green",
  cancelled: "gray",
};

export const OrderBadge = ({ status }: { status: OrderStatus }) => <Badge tone={ORDER[status]}>{orderStatusName(status)}</Badge>;

const TENANT: Record<TenantStatus, Tone> = { active: "green", suspended: "red", deleted: "gray", erased: "gray" };

export const TenantBadge = ({ status }: { status: TenantStatus }) => <Badge tone={TENANT[status]}>{tenantStatusName(status)}</Badge>;

const TIER: Record<Tier, Tone> = { basic: "gray", premium: "blue", enterprise: "violet" };

export const TierBadge = ({ tier }: { tier: Tier }) => <Badge tone={TIER[tier]}>{tierName(tier)}</Badge>;

const ROLE: Record<Role, Tone> = { viewer: "gray", staff: "blue", admin: "violet", owner: "green" };

export const RoleBadge = ({ role }: { role: Role }) => <Badge tone={ROLE[role]}>{roleName(role)}</Badge>;

export function StockBadge({ inventory }: { inventory: number }) {
  const threshold = useTenant().low_stock_threshold;
  if (inventory === 0) return <Badge tone="red">{stockWord("out")}</Badge>;
  if (inventory <= threshold) return <Badge tone="amber">{stockWord("low")}</Badge>;
  return null;
}
