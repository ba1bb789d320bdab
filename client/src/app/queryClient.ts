import { QueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/problem";

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        // Only what may pass by itself is asked again; a refusal is an answer.
        retry: (failures, error) => failures < 2 && error instanceof Problem && error.passing,
        retryDelay: (failures, error) =>
          error instanceof Problem && error.retryAfter !== null ? error.retryAfter * 1000 : 400 * 2 ** failures,
        // The browser's own idea of being online is wrong behind some proxies.
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}
