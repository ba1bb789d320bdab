import { api, body, done } from "./client";
import type { Paging } from "./products";
import type { NewApiKey } from "./types";

const KEY = "/v1/api-keys/{id}" as const;

export const listApiKeys = (query: Paging, signal?: AbortSignal) => body(api.GET("/v1/api-keys", { params: { query }, signal }));
/** The token is in this answer and nowhere else. */
export const createApiKey = (key: NewApiKey) => body(api.POST("/v1/api-keys", { body: key }));
/** The token before it is accepted for so many hours more. */
export const rotateApiKey = (id: string, overlap_hours: number) =>
  body(api.POST("/v1/api-keys/{id}/rotate", { params: { path: { id } }, body: { overlap_hours } }));
export const revokeApiKey = (id: string) => done(api.DELETE(KEY, { params: { path: { id } } }));
