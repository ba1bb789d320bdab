/** Invented products and orders, to look around with before there are real ones. */
import { api, body } from "./client";

export const readSamples = (signal?: AbortSignal) => body(api.GET("/v1/sample-data", { signal }));
export const addSamples = () => body(api.POST("/v1/sample-data", {}));
export const removeSamples = () => body(api.DELETE("/v1/sample-data", {}));
