import { api, body } from "./client";

export const readSystem = (signal?: AbortSignal) => body(api.GET("/v1/system", { signal }));
