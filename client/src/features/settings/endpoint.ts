/** What admins write of a webhook endpoint. */
import * as z from "zod/mini";
import type { WebhookEndpoint } from "@/api/types";
import { optional, required } from "@/components/forms";
import { inOrder } from "@/lib/events";

export const endpointSchema = z.object({ url: required(2000), description: optional(200), event_types: z.array(z.string()) });
export type EndpointValues = z.infer<typeof endpointSchema>;

export const NEW_ENDPOINT: EndpointValues = { url: "", description: "", event_types: [] };

export const toValues = ({ url, description, event_types }: WebhookEndpoint): EndpointValues => ({
  url,
  description: description ?? "",
  event_types: inOrder(event_types),
});

export const toFields = ({ url, description, event_types }: EndpointValues) => ({
  url,
  description: description || null,
  event_types,
});

export const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Only what the person changed: the rest may have moved on without them. */
export function changed(next: EndpointValues, seen: EndpointValues): Partial<ReturnType<typeof toFields>> {
  const before = toFields(seen);
  return Object.fromEntries(Object.entries(toFields(next)).filter(([name, value]) => !isSame(value, before[name as keyof typeof before])));
}
