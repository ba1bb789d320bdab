import { api, body } from "./client";
import { asBlob, csvFile } from "./csv";
import type { Paging } from "./products";
import { versionTag } from "./tags";
import type { NewOrder, Order, OrderChange, OrderStatus } from "./types";

export interface OrderFilters {
  status?: OrderStatus;
  customer_email?: string;
  number?: string;
  external_ref?: string;
  from?: string;
  to?: string;
}

export const listOrders = (query: OrderFilters & Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/orders", { params: { query }, signal }));
export const readOrder = (id: string, signal?: AbortSignal) => body(api.GET("/v1/orders/{id}", { params: { path: { id } }, signal }));
export const countOrders = (signal?: AbortSignal) => body(api.GET("/v1/orders/counts", { signal }));
export const readTimeline = (id: string, signal?: AbortSignal) =>
  body(api.GET("/v1/orders/{id}/timeline", { params: { path: { id } }, signal }));
export const exportOrders = (query: Omit<OrderFilters, "number">) =>
  csvFile(api.GET("/v1/orders/export", { params: { query }, ...asBlob }));
export const placeOrder = (order: NewOrder, key: string) =>
  body(api.POST("/v1/orders", { params: { header: { "Idempotency-Key": key } }, body: order }));
export const patchOrder = (seen: Pick<Order, "order_id" | "version">, changes: OrderChange) =>
  body(
    api.PATCH("/v1/orders/{id}", {
      params: { path: { id: seen.order_id }, header: { "If-Match": versionTag(seen) } },
      body: changes,
    }),
  );
export const moveOrders = (ids: string[], status: OrderStatus, key: string) =>
  body(api.POST("/v1/orders/bulk", { params: { header: { "Idempotency-Key": key } }, body: { ids, status } }));
