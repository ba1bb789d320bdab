/** The filters as they stand in the address, as the API takes them, and back. */
import type { OrderFilters } from "@/api/orders";
import { ORDER_STATUSES } from "@/lib/names";
import { addDays, isDay, startOfDay, today } from "@/lib/time";

export const FILTERS = ["status", "q", "from", "to"] as const;

type InAddress = Partial<Record<(typeof FILTERS)[number], string | undefined>>;

/** Without hyphens there must be a letter: eleven digits are somebody's own reference. */
const NUMBER = /^(?=.*[a-z-])(?:[a-z0-9]+-)*[0-9a-z]{3}-?[0-9a-z]{4}-?[0-9a-z]{4}$/i;

/** People type one thing; what it looks like says where it is searched. */
export function soughtBy(text: string): Pick<OrderFilters, "customer_email" | "number" | "external_ref"> {
  if (text.includes("@")) return { customer_email: text };
  return NUMBER.test(text) ? { number: text } : { external_ref: text };
}

export const wantedOf = (filters: InAddress, zone: string): OrderFilters => ({
  status: ORDER_STATUSES.find((known) => known === filters.status),
  ...(filters.q && soughtBy(filters.q)),
  from: isDay(filters.from) ? startOfDay(filters.from, zone) : undefined,
  // The last day is meant whole.
  to: isDay(filters.to) ? startOfDay(addDays(filters.to, 1), zone) : undefined,
});

/** Of a saved view; names every filter, so that those it lacks are cleared. */
export function filtersOf(query: URLSearchParams, zone: string): Record<(typeof FILTERS)[number], string | undefined> {
  const get = (name: string) => query.get(name) ?? undefined;
  const day = (name: string, before: number) => {
    const instant = Date.parse(query.get(name) ?? "");
    return Number.isNaN(instant) ? undefined : addDays(today(zone, new Date(instant)), -before);
  };
  return {
    status: get("status"),
    q: get("customer_email") ?? get("number") ?? get("external_ref"),
    from: day("from", 0),
    to: day("to", 1),
  };
}
