import { api, body } from "./client";
import type { Paging } from "./products";
import type { IsolationModel, Operation } from "./types";

export const listOperations = (id: string, query: Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/tenants/{id}/operations", { params: { path: { id }, query }, signal }));
export const retryOperation = ({ tenant_id, id }: Pick<Operation, "tenant_id" | "id">) =>
  body(api.POST("/v1/tenants/{id}/operations/{operation_id}/retry", { params: { path: { id: tenant_id, operation_id: id } } }));
export const moveTenant = (id: string, placement: IsolationModel, reason: string, key: string) =>
  body(api.POST("/v1/tenants/{id}/move", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: { placement, reason } }));
export const eraseTenant = (id: string, company_name: string, reason: string, key: string) =>
  body(
    api.POST("/v1/tenants/{id}/erase", { params: { path: { id }, header: { "Idempotency-Key": key } }, body: { company_name, reason } }),
  );
