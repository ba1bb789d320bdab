/** The filters as they stand in the address, as the API takes them, and back; and how they are set. */
import type { OrderFilters } from "@/api/orders";
import type { Filters } from "@/components/ListFilters";
import { t } from "@/lib/i18n";
import { ORDER_STATUSES } from "@/lib/names";
import { addDays, isDay, today } from "@/lib/time";
import type { Named } from "@/lib/url";

export const FILTERS = ["status", "q", "from", "to"] as const;

type Name = (typeof FILTERS)[number];

/** Without hyphens there must be a letter: eleven digits are somebody's own reference. */
const NUMBER = /^(?=.*[a-z-])(?:[a-z0-9]+-)*[0-9a-z]{3}-?[0-9a-z]{4}-?[0-9a-z]{4}$/i;

/** People type one thing; what it looks like says where it is searched. */
export function soughtBy(text: string): Pick<OrderFilters, "customer_email" | "number" | "external_ref"> {
  if (text.includes("@")) return { customer_email: text };
  return NUMBER.test(text) ? { number: text } : { external_ref: text };
}

/** Days are sent as days: the server knows where they begin in the tenant's zone, an older browser may not. */
export const wantedOf = (filters: Named<Name>): OrderFilters => ({
  status: ORDER_STATUSES.find((known) => known === filters.status),
  ...(filters.q && soughtBy(filters.q)),
  from: isDay(filters.from) ? filters.from : undefined,
  to: isDay(filters.to) ? filters.to : undefined,
});

export const wrongOf = ({ from, to }: Named<Name>): string | null =>
  isDay(from) && isDay(to) && from > to ? t("The first day is after the last") : null;

/** Of a saved view; names every filter, so that those it lacks are cleared. Views of earlier releases hold instants. */
export function filtersOf(query: URLSearchParams, zone: string): Record<Name, string | undefined> {
  const get = (name: string) => query.get(name) ?? undefined;
  const day = (name: string, before: number) => {
    const text = query.get(name);
    if (isDay(text)) return text;
    const instant = Date.parse(text ?? "");
    return Number.isNaN(instant) ? undefined : addDays(today(zone, new Date(instant)), -before);
  };
  return {
    status: get("status"),
    q: get("customer_email") ?? get("number") ?? get("external_ref"),
    from: day("from", 0),
    to: day("to", 1),
  };
}

/** The status has its tabs. */
export const orderFilters = ({ from, to }: Named<Name>): Filters<Name> => ({
  shown: [{ kind: "search", name: "q", label: t("Number, email or reference") }],
  folded: [
    { kind: "day", name: "from", label: t("Placed from"), max: to },
    { kind: "day", name: "to", label: t("Placed until"), min: from },
  ],
});
