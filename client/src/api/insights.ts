import { api, body } from "./client";

export const readInsights = (from: string, to: string, signal?: AbortSignal) =>
  body(api.GET("/v1/insights", { params: { query: { from, to } }, signal }));
/** Only with the feature advanced_analytics. */
export const readAdvanced = (from: string, to: string, signal?: AbortSignal) =>
  body(api.GET("/v1/insights/advanced", { params: { query: { from, to } }, signal }));
export const readUsage = (from: string, to: string, signal?: AbortSignal) =>
  body(api.GET("/v1/usage", { params: { query: { from, to } }, signal }));
