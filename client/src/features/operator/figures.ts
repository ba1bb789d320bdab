/** What the list of tenants says of each one's month, beside what the list itself holds. */
import { useQueries } from "@tanstack/react-query";
import { tenants } from "@/api/queries";
import type { LimitUse, Tenant, TenantUsage } from "@/api/types";
import { t } from "@/lib/i18n";
import { formatAmount, minorOf } from "@/lib/money";
import { firstOfMonth, today } from "@/lib/time";

/** The month on the tenant's own clock, up to today. */
export function usageThisMonth(tenant: Pick<Tenant, "tenant_id" | "time_zone">) {
  const day = today(tenant.time_zone);
  return tenants.usage(tenant.tenant_id, firstOfMonth(day), day);
}

export type Figures = Readonly<Record<string, TenantUsage | undefined>>;

/** By tenant; without those whose figures are still on their way, and without the erased, who have none. */
export function useFigures(list: Tenant[], wanted: boolean): Figures {
  const counted = wanted ? list.filter(({ status }) => status !== "erased") : [];
  return useQueries({
    queries: counted.map((tenant) => ({ ...usageThisMonth(tenant), staleTime: 60_000 })),
    combine: (results): Figures =>
      Object.fromEntries(results.flatMap(({ data }, index) => (data ? [[counted[index]!.tenant_id, data]] : []))),
  });
}

/** The limit that will be reached first. */
export function tightest(limits: LimitUse[]): LimitUse | null {
  const held = limits.filter(({ percent }) => percent !== null);
  return held.reduce<LimitUse | null>((most, limit) => (most && most.percent! >= limit.percent! ? most : limit), null);
}

/** An estimate to the cent; less than one is said so. */
export function cost({ estimated_cost_usd }: TenantUsage): string {
  return minorOf(estimated_cost_usd) === 0n
    ? t("< {amount}", { amount: formatAmount("0.01", "USD") })
    : formatAmount(estimated_cost_usd, "USD");
}
