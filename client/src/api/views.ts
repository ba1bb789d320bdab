/** Filters under a name, for oneself or for the company; and one search over all. */
import { api, body, done } from "./client";
import { versionTag } from "./tags";
import type { ListName, NewView, SavedView } from "./types";

export const listViews = (list: ListName, signal?: AbortSignal) => body(api.GET("/v1/views", { params: { query: { list } }, signal }));
export const saveView = (view: NewView, key: string) =>
  body(api.POST("/v1/views", { params: { header: { "Idempotency-Key": key } }, body: view }));
export const removeView = (seen: SavedView) =>
  done(api.DELETE("/v1/views/{id}", { params: { path: { id: seen.view_id }, header: { "If-Match": versionTag(seen) } } }));

export const search = (q: string, signal?: AbortSignal) => body(api.GET("/v1/search", { params: { query: { q, limit: 6 } }, signal }));
