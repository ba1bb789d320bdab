/**
 * What a list shows lives in the address: it survives a reload, can be sent
 * to a colleague, and "back" means back.
 */
import { useCallback, useMemo } from "react";
import { useLocation, useNavigate, useSearchParams } from "react-router";

/** What stands in the address under these names. */
export type Named<K extends string> = Partial<Record<K, string | undefined>>;

/** Sets and clears parameters and leaves all others alone. */
export function withParams(current: URLSearchParams, next: Record<string, string | undefined | null>): URLSearchParams {
  const params = new URLSearchParams(current);
  for (const [name, value] of Object.entries(next)) {
    if (value === undefined || value === null || value === "") params.delete(name);
    else params.set(name, value);
  }
  return params;
}

/** Filters by name; a change goes back to the first page. */
export function useFilters<K extends string>(names: readonly K[]) {
  const [params, setParams] = useSearchParams();
  const key = names.map((name) => params.get(name) ?? "").join("\u0000");
  const filters = useMemo(() => {
    const found: Named<K> = {};
    for (const name of names) found[name] = params.get(name) ?? undefined;
    return found;
    // The key holds all that is read of the parameters.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [key]);
  const setFilters = useCallback(
    (next: Named<K>, options?: { replace?: boolean }) =>
      setParams((current) => withParams(current, { ...next, cursor: undefined, page: undefined }), options),
    [setParams],
  );
  const clear = useCallback(() => setFilters(Object.fromEntries(names.map((name) => [name, undefined])) as Named<K>), [names, setFilters]);
  const active = names.filter((name) => filters[name] !== undefined);
  return { filters, setFilters, clear, active };
}

/** Named values as a query, those without a value left out; the same filters always read the same. */
export function queryOf(values: object): string {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== null && value !== "");
  const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)]));
  query.sort();
  return query.toString();
}

export const sameQuery = (a: string, b: string): boolean =>
  queryOf(Object.fromEntries(new URLSearchParams(a))) === queryOf(Object.fromEntries(new URLSearchParams(b)));

interface Trail {
  cursors?: (string | null)[];
}

/**
 * Pages of a list that only knows the way forward: the cursors that led here
 * travel in the history entry, so that "previous" works and survives a reload.
 */
export function useCursor() {
  const [params] = useSearchParams();
  const location = useLocation();
  const navigate = useNavigate();
  const cursor = params.get("cursor") ?? undefined;
  const page = Math.max(1, Number(params.get("page") ?? 1) || 1);
  const trail = (location.state as Trail | null)?.cursors ?? [];

  const go = (cursor: string | null | undefined, page: number, cursors: (string | null)[]) => {
    const next = withParams(params, { cursor, page: page > 1 ? String(page) : undefined });
    navigate({ search: next.toString() }, { state: { ...(location.state as object | null), cursors } });
  };
  return {
    cursor,
    page,
    next: (to: string) => go(to, page + 1, [...trail, cursor ?? null]),
    previous: () => {
      const before = trail.at(-1);
      // Whoever came by a link has no trail; the first page is the nearest known ground.
      if (before === undefined) go(undefined, 1, []);
      else go(before, page - 1, trail.slice(0, -1));
    },
  };
}

/** Where to go after signing in: only ever a page of this app. */
export function safeTarget(target: string | null | undefined, fallback = "/"): string {
  return target && /^\/(?![/\\])/.test(target) ? target : fallback;
}
