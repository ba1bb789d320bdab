/** The reads of the app by name, so that whoever changes something knows what to read anew. */
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import * as auth from "./auth";
import { readAdvanced, readInsights, readUsage } from "./insights";
import { listAlarms, listDeadLetters } from "./operator";
import { listOperations } from "./operations";
import { countOrders, listOrders, readOrder, readTimeline, type OrderFilters } from "./orders";
import { listAudit, listInvitations, listMembers } from "./people";
import { listMovements, listProducts, readProduct, type Paging, type ProductFilters } from "./products";
import { readSamples } from "./samples";
import { readSystem } from "./system";
import { listTenants, readJournal, readTenant, readTenantUsage, type TenantFilters } from "./tenants";
import type { ListName, Page } from "./types";
import { listViews, search } from "./views";

export const meQuery = queryOptions({
  queryKey: ["me"],
  queryFn: ({ signal }) => auth.me(signal),
  staleTime: 60_000,
});

export const mfaQuery = queryOptions({ queryKey: ["mfa"], queryFn: ({ signal }) => auth.readMfa(signal) });
export const sessionsQuery = queryOptions({ queryKey: ["sessions"], queryFn: ({ signal }) => auth.listSessions(signal) });

export const products = {
  key: ["products"] as const,
  list: (filters: ProductFilters & Paging) =>
    queryOptions({
      queryKey: ["products", "list", filters],
      queryFn: ({ signal }) => listProducts(filters, signal),
      placeholderData: keepPreviousData,
    }),
  one: (id: string) =>
    queryOptions({ queryKey: ["products", "one", id], queryFn: ({ signal }) => readProduct(id, signal) }),
  movements: (id: string) => growing(["products", "movements", id], (paging, signal) => listMovements(id, paging, signal)),
};

export const orders = {
  key: ["orders"] as const,
  list: (filters: OrderFilters & Paging) =>
    queryOptions({
      queryKey: ["orders", "list", filters],
      queryFn: ({ signal }) => listOrders(filters, signal),
      placeholderData: keepPreviousData,
    }),
  one: (id: string) => queryOptions({ queryKey: ["orders", "one", id], queryFn: ({ signal }) => readOrder(id, signal) }),
  timeline: (id: string) =>
    queryOptions({ queryKey: ["orders", "timeline", id], queryFn: ({ signal }) => readTimeline(id, signal) }),
  counts: queryOptions({ queryKey: ["orders", "counts"], queryFn: ({ signal }) => countOrders(signal) }),
};

export const insightsQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["insights", from, to],
    queryFn: ({ signal }) => readInsights(from, to, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });

export const advancedQuery = (from: string, to: string) =>
  queryOptions({
    queryKey: ["insights", "advanced", from, to],
    queryFn: ({ signal }) => readAdvanced(from, to, signal),
    placeholderData: keepPreviousData,
    staleTime: 15_000,
  });

export const usageQuery = (from: string, to: string) =>
  queryOptions({ queryKey: ["usage", from, to], queryFn: ({ signal }) => readUsage(from, to, signal), staleTime: 15_000 });

export const tenants = {
  key: ["tenants"] as const,
  list: (filters: TenantFilters & Paging) =>
    queryOptions({
      queryKey: ["tenants", "list", filters],
      queryFn: ({ signal }) => listTenants(filters, signal),
      placeholderData: keepPreviousData,
    }),
  one: (id: string) => queryOptions({ queryKey: ["tenants", "one", id], queryFn: ({ signal }) => readTenant(id, signal) }),
  usage: (id: string, from: string, to: string) =>
    queryOptions({ queryKey: ["tenants", "usage", id, from, to], queryFn: ({ signal }) => readTenantUsage(id, from, to, signal), staleTime: 15_000 }),
  journal: (id: string) => growing(["tenants", "journal", id], (paging, signal) => readJournal(id, paging, signal)),
  operations: (id: string) => growing(["tenants", "operations", id], (paging, signal) => listOperations(id, paging, signal)),
  lastOperation: (id: string) =>
    queryOptions({ queryKey: ["tenants", "last operation", id], queryFn: async ({ signal }) => (await listOperations(id, { limit: 1 }, signal)).items[0] ?? null }),
};

export const people = {
  key: ["people"] as const,
  members: growing(["people", "members"], listMembers),
  invitations: growing(["people", "invitations"], listInvitations),
};

export const views = {
  key: ["views"] as const,
  list: (list: ListName) => queryOptions({ queryKey: ["views", list], queryFn: ({ signal }) => listViews(list, signal), staleTime: 60_000 }),
};

export const samplesQuery = queryOptions({ queryKey: ["samples"], queryFn: ({ signal }) => readSamples(signal), staleTime: 60_000 });

export const searchQuery = (text: string) => queryOptions({ queryKey: ["search", text], queryFn: ({ signal }) => search(text, signal), staleTime: 10_000 });

export const auditQuery = growing(["audit"], listAudit);
export const systemQuery = queryOptions({ queryKey: ["system"], queryFn: ({ signal }) => readSystem(signal) });
export const alarmsQuery = queryOptions({ queryKey: ["alarms"], queryFn: ({ signal }) => listAlarms(signal) });
export const deadLettersQuery = growing(["dead-letters"], listDeadLetters);

/** A list that is read further on demand and never skips back. */
function growing<T>(queryKey: readonly unknown[], read: (paging: Paging, signal: AbortSignal) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam, signal }) => read({ limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}
