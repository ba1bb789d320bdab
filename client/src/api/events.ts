import { api, body } from "./client";

export const listEventTypes = async (signal?: AbortSignal) => (await body(api.GET("/v1/event-types", { signal }))).items;
