/** What a list shows: the filters and the page in the address, and what the server finds for them. */
import { useQuery } from "@tanstack/react-query";
import type { Paging } from "@/api/products";
import type { ListQuery } from "@/api/queries";
import { queryOf, useCursor, useFilters, type Named } from "@/lib/url";

const PER_PAGE = 50;

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
  return {
    ...filtered,
    wanted,
    wrong,
    answer,
    /** The same for the same filters, whatever the page. */
    narrowed: queryOf(wanted),
    rows: answer.data?.items,
    /** There are more than are on this page. */
    more: !!answer.data?.next_cursor || !!cursor,
  };
}

export type List<T, K extends string> = ReturnType<typeof useList<T, K, object>>;
