import { api, body, done } from "./client";
import type { Paging } from "./products";
import { versionTag } from "./tags";
import type { NewWebhookEndpoint, WebhookEndpoint, WebhookEndpointPatch } from "./types";

const ENDPOINT = "/v1/webhook-endpoints/{id}" as const;
const named = (seen: WebhookEndpoint) => ({ path: { id: seen.webhook_endpoint_id }, header: { "If-Match": versionTag(seen) } });

export const listWebhooks = (query: Paging, signal?: AbortSignal) => body(api.GET("/v1/webhook-endpoints", { params: { query }, signal }));
export const readWebhook = (id: string) => body(api.GET(ENDPOINT, { params: { path: { id } } }));
/** The secret is in this answer and nowhere else. */
export const createWebhook = (endpoint: NewWebhookEndpoint) => body(api.POST("/v1/webhook-endpoints", { body: endpoint }));
export const changeWebhook = (seen: WebhookEndpoint, change: WebhookEndpointPatch) =>
  body(api.PATCH(ENDPOINT, { params: named(seen), body: change }));
export const removeWebhook = (seen: WebhookEndpoint) => done(api.DELETE(ENDPOINT, { params: named(seen) }));
/** Messages are signed with the secret before as well for so many hours more. */
export const rotateWebhookSecret = (id: string, overlap_hours: number) =>
  body(api.POST("/v1/webhook-endpoints/{id}/rotate-secret", { params: { path: { id } }, body: { overlap_hours } }));
export const testWebhook = (id: string) => body(api.POST("/v1/webhook-endpoints/{id}/test", { params: { path: { id } } }));

export const listDeliveries = (id: string, query: Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/webhook-endpoints/{id}/deliveries", { params: { path: { id }, query }, signal }));
export const replayDelivery = (id: string, delivery_id: string) =>
  body(api.POST("/v1/webhook-endpoints/{id}/deliveries/{delivery_id}/replay", { params: { path: { id, delivery_id } } }));
/** All that failed and whose events happened since then. */
export const replayFailed = (id: string, since: string) =>
  body(api.POST("/v1/webhook-endpoints/{id}/replay", { params: { path: { id } }, body: { since } }));
