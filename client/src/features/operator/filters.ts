/** The filters of the list of tenants as they stand in the address, as the API takes them, and how they are set. */
import type { TenantFilters } from "@/api/tenants";
import type { IsolationModel, TenantStatus, Tier } from "@/api/types";
import type { Filters } from "@/components/ListFilters";
import { t } from "@/lib/i18n";
import { tenantStatusName, TIERS, tierName } from "@/lib/names";
import { placementName } from "@/lib/placements";
import type { Named } from "@/lib/url";

export const FILTERS = ["tier", "status", "isolation"] as const;

type Name = (typeof FILTERS)[number];

const STATUSES: TenantStatus[] = ["active", "suspended", "deleted", "erased"];

export const wantedOf = (filters: Named<Name>): TenantFilters => ({
  tier: filters.tier as Tier | undefined,
  status: filters.status as TenantStatus | undefined,
  isolation_model: filters.isolation as IsolationModel | undefined,
});

/** `offered` are the placements of this installation. */
export function tenantFilters(offered: IsolationModel[]): Filters<Name> {
  const choice = { kind: "choice", width: 160 } as const;
  const tiers = TIERS.map((value) => ({ value, label: tierName(value) }));
  const statuses = STATUSES.map((value) => ({ value, label: tenantStatusName(value) }));
  const placements = offered.map((value) => ({ value, label: placementName(value) }));
  return {
    shown: [
      { ...choice, name: "tier", label: t("Plan"), any: t("Any plan"), options: tiers },
      { ...choice, name: "status", label: t("Status"), any: t("Any status"), options: statuses },
      { ...choice, name: "isolation", label: t("Placement"), any: t("Any placement"), options: placements },
    ],
  };
}
