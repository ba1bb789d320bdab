import { api, body, done } from "./client";
import type { Paging } from "./products";
import { versionTag } from "./tags";
import type { CompanyFields, IsolationModel, NewLimitOverrides, NewTenant, Tenant, TenantStatus, Tier } from "./types";

export interface TenantFilters {
  tier?: Tier;
  status?: TenantStatus;
  isolation_model?: IsolationModel;
}

type Seen = Pick<Tenant, "tenant_id" | "version">;
const ONE = "/v1/tenants/{id}" as const;

export const readTenant = (id: string, signal?: AbortSignal) => body(api.GET(ONE, { params: { path: { id } }, signal }));
export const patchTenant = (seen: Seen, changes: Partial<CompanyFields>) => body(api.PATCH(ONE, { params: named(seen), body: changes }));
export const deleteTenant = (seen: Seen) => done(api.DELETE(ONE, { params: named(seen) }));

export const listTenants = (query: TenantFilters & Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/tenants", { params: { query }, signal }));
export const createTenant = (tenant: NewTenant, key: string) =>
  body(api.POST("/v1/tenants", { params: { header: { "Idempotency-Key": key } }, body: tenant })) as Promise<Tenant>;
export const suspendTenant = (id: string, reason: string) =>
  body(api.POST("/v1/tenants/{id}/suspend", { params: { path: { id } }, body: { reason } }));
export const reactivateTenant = (id: string, reason: string) =>
  body(api.POST("/v1/tenants/{id}/reactivate", { params: { path: { id } }, body: { reason } }));
export const changeTier = (id: string, tier: Tier, reason: string) =>
  body(api.POST("/v1/tenants/{id}/tier", { params: { path: { id } }, body: { tier, reason } }));
export const overrideLimits = (seen: Seen, overrides: NewLimitOverrides) =>
  body(api.PUT("/v1/tenants/{id}/limits", { params: named(seen), body: overrides }));
export const liftOverrides = (seen: Seen, reason: string) =>
  body(api.DELETE("/v1/tenants/{id}/limits", { params: named(seen), body: { reason } }));
export const readTenantUsage = (id: string, from: string, to: string, signal?: AbortSignal) =>
  body(api.GET("/v1/tenants/{id}/usage", { params: { path: { id }, query: { from, to } }, signal }));
export const readJournal = (id: string, query: Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/tenants/{id}/journal", { params: { path: { id }, query }, signal }));

const named = (seen: Seen) => ({ path: { id: seen.tenant_id }, header: { "If-Match": versionTag(seen) } });
