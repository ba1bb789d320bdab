/**
 * What each plan offers, for comparing before there is a tenant to ask. For
 * a tenant, the limits that the server names are the truth.
 */
import type { Tier } from "@/api/types";
import { formatCount, t } from "./i18n";

interface Plan {
  products: number | null;
  orders: number | null;
  users: number | null;
  branding: boolean;
  analytics: boolean;
}

const PLANS: Record<Tier, Plan> = {
  basic: { products: 100, orders: 1_000, users: 10, branding: false, analytics: false },
  premium: { products: 10_000, orders: 50_000, users: 100, branding: true, analytics: true },
  enterprise: { products: null, orders: null, users: null, branding: true, analytics: true },
};

export function planLines(tier: Tier): { text: string; included: boolean }[] {
  const plan = PLANS[tier];
  const many = (limit: number | null) => (limit === null ? t("Unlimited") : formatCount(limit));
  return [
    { text: t("{count} products", { count: many(plan.products) }), included: true },
    { text: t("{count} orders a month", { count: many(plan.orders) }), included: true },
    { text: t("{count} people", { count: many(plan.users) }), included: true },
    { text: t("API access"), included: true },
    { text: t("Your own branding"), included: plan.branding },
    { text: t("Advanced analytics"), included: plan.analytics },
  ];
}
