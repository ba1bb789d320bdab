/**
 * Where each list stood when it was left, so that the way back from a row leads to the same filters and page. Kept
 * while the app is open, and forgotten when somebody signs out.
 */
import { useEffect } from "react";
import { useLocation } from "react-router";

interface Place {
  search: string;
  /** The cursors that led to the page. */
  state: unknown;
}

const places = new Map<string, Place>();

export function useRememberedList(): void {
  const { pathname, search, state } = useLocation();
  useEffect(() => void places.set(pathname, { search, state }), [pathname, search, state]);
}

export function listPlace(pathname: string): Place {
  return places.get(pathname) ?? { search: "", state: null };
}

export function forgetLists(): void {
  places.clear();
}
