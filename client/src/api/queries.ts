/**
 * The reads of the app by name, each with its key and how it is asked, so that
 * a page that changes something knows what to read anew. A lint rule keeps keys
 * from being written anywhere else.
 */
import { infiniteQueryOptions, keepPreviousData, queryOptions, type InfiniteData } from "@tanstack/react-query";
import { listApiKeys } from "./apiKeys";
import * as auth from "./auth";
import { listEventTypes } from "./events";
import { readAdvanced, readInsights, readUsage } from "./insights";
import { listOperations } from "./operations";
import { listAlarms, listDeadLetters } from "./operator";
import { countOrders, listOrders, readOrder, readTimeline } from "./orders";
import { listAudit, listInvitations, listMembers } from "./people";
import { listMovements, listProducts, readProduct, readProductNames, type Paging } from "./products";
import { readSamples } from "./samples";
import { readSystem } from "./system";
import { listTenants, readJournal, readTenant, readTenantUsage } from "./tenants";
import type { ListName, Page } from "./types";
import { listViews, search } from "./views";
import { listDeliveries, listWebhooks } from "./webhooks";

/** Figures that move by the second need not be read twice by what stands side by side. */
const FIGURES_MS = 15_000;

export const meQuery = queryOptions({ queryKey: ["me"], queryFn: ({ signal }) => auth.me(signal), staleTime: 60_000 });
export const sessionsQuery = queryOptions({ queryKey: ["sessions"], queryFn: ({ signal }) => auth.listSessions(signal) });

export const mfaQuery = queryOptions({ queryKey: ["mfa"], queryFn: ({ signal }) => auth.readMfa(signal) });

/** Each beginning makes another secret, so it is asked for once for each opening and never kept. */
export const enrolmentQuery = (attempt: string) =>
  queryOptions({
    queryKey: ["mfa", "enrolment", attempt],
    queryFn: () => auth.beginTotp(),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });

export const products = {
  key: ["products"] as const,
  lists: ["products", "list"] as const,
  list: paged("products", listProducts),
  one: (id: string) => queryOptions({ queryKey: ["products", "one", id], queryFn: ({ signal }) => readProduct(id, signal) }),
  names: (ids: readonly string[]) =>
    queryOptions({
      queryKey: ["products", "names", ids],
      queryFn: ({ signal }) => readProductNames(ids, signal),
      placeholderData: keepPreviousData,
      staleTime: 60_000,
    }),
  movements: (id: string) => growing(["products", "movements", id], (paging, signal) => listMovements(id, paging, signal)),
};

export const orders = {
  key: ["orders"] as const,
  list: paged("orders", listOrders),
  one: (id: string) => queryOptions({ queryKey: ["orders", "one", id], queryFn: ({ signal }) => readOrder(id, signal) }),
  timeline: (id: string) => queryOptions({ queryKey: ["orders", "timeline", id], queryFn: ({ signal }) => readTimeline(id, signal) }),
  counts: queryOptions({ queryKey: ["orders", "counts"], queryFn: ({ signal }) => countOrders(signal) }),
};

export const tenants = {
  key: ["tenants"] as const,
  list: paged("tenants", listTenants),
  one: (id: string) => queryOptions({ queryKey: ["tenants", "one", id], queryFn: ({ signal }) => readTenant(id, signal) }),
  usage: (id: string, from: string, to: string) =>
    queryOptions({
      queryKey: ["tenants", "usage", id, from, to],
      queryFn: ({ signal }) => readTenantUsage(id, from, to, signal),
      staleTime: FIGURES_MS,
    }),
  journal: (id: string) => growing(["tenants", "journal", id], (paging, signal) => readJournal(id, paging, signal)),
  operations: (id: string) => growing(["tenants", "operations", id], (paging, signal) => listOperations(id, paging, signal)),
  lastOperation: (id: string) =>
    queryOptions({
      queryKey: ["tenants", "last operation", id],
      queryFn: async ({ signal }) => (await listOperations(id, { limit: 1 }, signal)).items[0] ?? null,
    }),
};

export const insights = {
  key: ["insights"] as const,
  sales: (from: string, to: string) =>
    queryOptions({
      queryKey: ["insights", "sales", from, to],
      queryFn: ({ signal }) => readInsights(from, to, signal),
      placeholderData: keepPreviousData,
      staleTime: FIGURES_MS,
    }),
  advanced: (from: string, to: string) =>
    queryOptions({
      queryKey: ["insights", "advanced", from, to],
      queryFn: ({ signal }) => readAdvanced(from, to, signal),
      placeholderData: keepPreviousData,
      staleTime: FIGURES_MS,
    }),
};

export const usage = {
  key: ["usage"] as const,
  of: (from: string, to: string) =>
    queryOptions({ queryKey: ["usage", from, to], queryFn: ({ signal }) => readUsage(from, to, signal), staleTime: FIGURES_MS }),
};

export const people = {
  key: ["people"] as const,
  members: growing(["people", "members"], listMembers),
  invitations: growing(["people", "invitations"], listInvitations),
};

export const apiKeys = {
  key: ["api-keys"] as const,
  list: growing(["api-keys", "list"], listApiKeys),
};

export const webhooks = {
  key: ["webhooks"] as const,
  list: growing(["webhooks", "list"], listWebhooks),
  deliveries: (id: string) => growing(["webhooks", "deliveries", id], (paging, signal) => listDeliveries(id, paging, signal)),
};

/** They come with a release of the server. */
export const eventTypesQuery = queryOptions({
  queryKey: ["event-types"],
  queryFn: ({ signal }) => listEventTypes(signal),
  staleTime: Infinity,
});

export const views = {
  key: ["views"] as const,
  list: (list: ListName) =>
    queryOptions({ queryKey: ["views", list], queryFn: ({ signal }) => listViews(list, signal), staleTime: 60_000 }),
};

export const samplesQuery = queryOptions({ queryKey: ["samples"], queryFn: ({ signal }) => readSamples(signal), staleTime: 60_000 });

export const searchQuery = (text: string) =>
  queryOptions({ queryKey: ["search", text], queryFn: ({ signal }) => search(text, signal), staleTime: 10_000 });

export const auditQuery = growing(["audit"], listAudit);
export const systemQuery = queryOptions({ queryKey: ["system"], queryFn: ({ signal }) => readSystem(signal) });
export const alarmsQuery = queryOptions({ queryKey: ["alarms"], queryFn: ({ signal }) => listAlarms(signal) });
export const deadLettersQuery = growing(["dead-letters"], listDeadLetters);

/** A list by pages; the page before stays in sight until the next is here. */
function paged<F extends Paging, T>(name: string, read: (filters: F, signal: AbortSignal) => Promise<Page<T>>) {
  return (filters: F) =>
    queryOptions({
      queryKey: [name, "list", filters],
      queryFn: ({ signal }) => read(filters, signal),
      placeholderData: keepPreviousData,
    });
}

/** How a list is asked for, by its filters. */
export type ListQuery<F extends Paging, T> = ReturnType<typeof paged<F, T>>;

/** A list that is read further on demand and never skips back. */
function growing<T>(queryKey: readonly unknown[], read: (paging: Paging, signal: AbortSignal) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => read({ limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    select: allOf<T>,
  });
}

/** Of a list that grows: all that was read so far. */
function allOf<T>({ pages }: InfiniteData<Page<T>>): T[] {
  return pages.flatMap((page) => page.items);
}
