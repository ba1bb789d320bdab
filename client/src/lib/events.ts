/**
 * The words for types of events, and how they are chosen. The server says which there are: an installation may have
 * more than those that have words here, and these are shown by their own names.
 */
import type { EventType } from "@/api/types";
import { t } from "./i18n";

/** What chooses all types that begin alike: order.* for order.placed. */
export const groupOf = (type: string): string => `${type.slice(0, type.indexOf(".") + 1)}*`;

const groupNames = (): Record<string, string> => ({
  "order.*": t("Orders"),
  "product.*": t("Products"),
  "inventory.*": t("Low stock"),
  "member.*": t("People"),
  "api_key.*": t("API keys"),
  "tenant.*": t("Company"),
});

export const eventGroupName = (group: string): string => groupNames()[group] ?? group;

/** What an endpoint chose. */
export const eventTypesName = (chosen: readonly string[]): string =>
  chosen.length === 0 ? t("All events") : chosen.map(eventGroupName).join(" · ");

export interface EventGroup {
  group: string;
  types: EventType[];
}

/** By what they are about, in the order of the server. */
export function grouped(types: readonly EventType[]): EventGroup[] {
  const groups = new Map<string, EventType[]>();
  for (const type of types) {
    const group = groupOf(type.type);
    groups.set(group, [...(groups.get(group) ?? []), type]);
  }
  return [...groups].map(([group, types]) => ({ group, types }));
}

/** The same choice is the same list, in whatever order it was made. */
export const inOrder = (chosen: readonly string[]): string[] => [...chosen].sort();

/** With a group or a type chosen or not; single types of a group that is chosen would say nothing. */
export function choose(chosen: readonly string[], name: string, on: boolean): string[] {
  const rest = chosen.filter((other) => other !== name && !(on && groupOf(other) === name));
  return inOrder(on ? [...rest, name] : rest);
}

const meanings = (): Record<string, string> => ({
  "order.placed": t("An order was placed."),
  "order.confirmed": t("An order was confirmed."),
  "order.shipped": t("An order was shipped."),
  "order.delivered": t("An order was delivered."),
  "order.cancelled": t("An order was cancelled; its stock is back."),
  "order.updated": t("The note or tracking of an order was changed."),
  "product.created": t("A product was created, by hand or by an import."),
  "product.updated": t("A product or its stock was changed, by hand or by an import. What is sold changes its stock without this event."),
  "product.archived": t("A product was archived."),
  "product.restored": t("An archived product was restored."),
  "inventory.low": t("The stock of a product fell to the low-stock threshold. Once, until it was above it again."),
  "member.joined": t("A member joined."),
  "member.updated": t("The name or role of a member was changed."),
  "member.removed": t("A member was removed."),
  "api_key.created": t("An API key was created."),
  "api_key.rotated": t("The token of an API key was replaced."),
  "api_key.revoked": t("An API key was revoked."),
  "tenant.registered": t("The company came into being."),
  "tenant.updated": t("The profile or settings of the company were changed."),
  "tenant.tier_changed": t("The operator changed the plan."),
  "tenant.limits_changed": t("The operator overrode limits of the plan, or lifted that."),
  "tenant.suspended": t("The operator suspended the company."),
  "tenant.reactivated": t("The operator reactivated the company, or brought it back."),
  "tenant.exported": t("An export of all of the company's data was begun."),
  "tenant.deleted": t("The company was deleted; it can be brought back for 30 days."),
});

/** When it happens; of a type that has no words here, as the server says it. */
export const eventMeaning = ({ type, description }: Pick<EventType, "type" | "description">): string => meanings()[type] ?? description;
