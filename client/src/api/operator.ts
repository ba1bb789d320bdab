import { api, body, done } from "./client";
import type { Paging } from "./products";
import type { DeadLetter } from "./types";

export const listDeadLetters = (query: Paging, signal?: AbortSignal) =>
  body(api.GET("/v1/operator/dead-letters", { params: { query }, signal }));
export const redrive = (letter: Pick<DeadLetter, "event_id" | "consumer">) =>
  done(
    api.POST("/v1/operator/dead-letters/{event_id}/redrive", {
      params: { path: { event_id: letter.event_id } },
      body: { consumer: letter.consumer },
    }),
  );
export const listAlarms = (signal?: AbortSignal) => body(api.GET("/v1/operator/alarms", { signal }));
export const acknowledgeAlarm = (name: string) => body(api.POST("/v1/operator/alarms/{name}/acknowledge", { params: { path: { name } } }));
