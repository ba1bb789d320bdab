import { api, body, done } from "./client";
import { asBlob, csvFile } from "./csv";
import { productTag } from "./tags";
import type { operations } from "./schema";
import type { BulkChange, Product, ProductFields } from "./types";

export type ProductFilters = Omit<NonNullable<operations["list_products"]["parameters"]["query"]>, "limit" | "cursor">;

/** A product, and the version of it that was seen: a newer one is not touched. */
export interface SeenVersion {
  id: string;
  version: number;
}

export interface Paging {
  limit?: number;
  cursor?: string;
}

const ONE = "/v1/products/{id}" as const;

export const listProducts = (query: ProductFilters & Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/products", { params: { query }, signal }));
export const readProduct = (id: string, signal?: AbortSignal) => body(api.GET(ONE, { params: { path: { id } }, signal }));
/** The names of some products, four at a time; one that is gone for good has none. */
export async function readProductNames(ids: readonly string[], signal?: AbortSignal): Promise<Record<string, string>> {
  const names: Record<string, string> = {};
  for (let at = 0; at < ids.length; at += 4) {
    const some = await Promise.allSettled(ids.slice(at, at + 4).map((id) => readProduct(id, signal)));
    for (const one of some) if (one.status === "fulfilled") names[one.value.product_id] = one.value.name;
  }
  return names;
}
export const createProduct = (fields: ProductFields, key: string) =>
  body(api.POST("/v1/products", { params: { header: { "Idempotency-Key": key } }, body: fields }));
export const patchProduct = (seen: Product, changes: Partial<ProductFields>) =>
  body(api.PATCH(ONE, { params: named(seen), body: changes }));
export const archiveProduct = (seen: Product) => done(api.DELETE(ONE, { params: named(seen) }));
export const restoreProduct = (id: string) => body(api.POST("/v1/products/{id}/restore", { params: { path: { id } } }));
export const listMovements = (id: string, query: Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/products/{id}/movements", { params: { path: { id }, query }, signal }));
export const exportProducts = (query: ProductFilters) => csvFile(api.GET("/v1/products/export", { params: { query }, ...asBlob }));
export const bulkProducts = (which: { ids: string[] } | { seen: SeenVersion[] }, change: BulkChange, key: string) =>
  body(api.POST("/v1/products/bulk", { params: { header: { "Idempotency-Key": key } }, body: { ...which, change } }));

const named = (seen: Product) => ({ path: { id: seen.product_id }, header: { "If-Match": productTag(seen) } });
