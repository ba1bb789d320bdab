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
/** All dead letters of a consumer; each call takes a bounded number of them. Answers how many there were. */
export async function redriveAll(consumer: string): Promise<number> {
  for (let count = 0; ;) {
    const { redriven, more } = await body(api.POST("/v1/operator/dead-letters/redrive", { body: { consumer } }));
    count += redriven;
    if (!more) return count;
  }
}
export const listAlarms = (signal?: AbortSignal) => body(api.GET("/v1/operator/alarms", { signal }));
export const acknowledgeAlarm = (name: string) => body(api.POST("/v1/operator/alarms/{name}/acknowledge", { params: { path: { name } } }));
