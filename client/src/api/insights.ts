import { api, body } from "./client";

export const readInsights = (from: string, to: string, signal?: AbortSignal) =>
  body(api.GET("/v1/insights", { params: { query: { from, to } }, signal }));
