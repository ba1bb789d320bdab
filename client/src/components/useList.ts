/** What a list shows: the filters and the page in the address, and what the server finds for them. */
import { useEffect } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Paging } from "@/api/products";
import type { ListQuery } from "@/api/queries";
import { queryOf, useCursor, useFilters, type Named } from "@/lib/url";

const PER_PAGE = 50;

/** What was read ahead is read anew after so long. */
const AHEAD_MS = 10_000;

interface Options<T, K extends string, W extends object> {
  /** The filters, by their names in the address. */
  names: readonly K[];
  /** The same as the API takes them. */
  wantedOf: (filters: Named<K>) => W;
  /** Why nothing can be found by them, as when a range ends before it begins: then nothing is asked. */
  wrongOf?: (filters: Named<K>) => string | null;
  /** One of those that api/queries.ts names. */
  query: ListQuery<W & Paging, T>;
  /** How often it is read anew while the page is shown. */
  refetchInterval?: number;
}

export function useList<T, K extends string, W extends object>({ names, wantedOf, wrongOf, query, refetchInterval }: Options<T, K, W>) {
  const filtered = useFilters(names);
  const { cursor } = useCursor();
  const wanted = wantedOf(filtered.filters);
  const wrong = wrongOf?.(filtered.filters) ?? null;
  const answer = useQuery({ ...query({ ...wanted, limit: PER_PAGE, cursor }), refetchInterval, enabled: wrong === null });
  const client = useQueryClient();
  const next = answer.isPlaceholderData ? undefined : (answer.data?.next_cursor ?? undefined);
  const ahead = queryOf(wanted);
  useEffect(() => {
    // The page after is read while this one is looked at, so that turning to it takes no time.
    if (next) void client.prefetchQuery({ ...query({ ...wanted, limit: PER_PAGE, cursor: next }), staleTime: AHEAD_MS });
    // The text holds all that the filters are.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [client, query, ahead, next]);
  return {
    ...filtered,
    wanted,
    wrong,
    answer,
    /** The same for the same filters, whatever the page. */
    narrowed: ahead,
    rows: answer.data?.items,
    /** There are more than are on this page. */
    more: !!answer.data?.next_cursor || !!cursor,
  };
}

export type List<T, K extends string> = ReturnType<typeof useList<T, K, object>>;
