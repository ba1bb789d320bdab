import { createContext, useCallback, useContext, useEffect, useRef, useState, type RefObject } from "react";
import { t } from "./i18n";
import { uuid } from "./ids";

/** True only once something has taken long enough that silence would feel broken. */
export function useSlow(waiting: boolean, after = 150): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!waiting) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), after);
    return () => clearTimeout(timer);
  }, [waiting, after]);
  return waiting && slow;
}

/** For what lies over the page and is taken away whole: the focus goes back to where it came from. */
export function useReturnFocus(): void {
  const [from] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      // After it is gone.
      setTimeout(() => giveBack(from));
    },
    [from],
  );
}

/** How long the kit's menus take to give the focus back to their button, with some to spare. */
const MENU_MS = 60;

/**
 * For what opens on a page by an entry of a menu: it takes the focus after the menu has given it back to its button, and
 * gives it back there when it is taken away.
 */
export function useFocusFromMenu(take: () => void): void {
  const latest = useRef(take);
  latest.current = take;
  useEffect(() => {
    let from: Element | null = null;
    const timer = setTimeout(() => {
      from = document.activeElement;
      latest.current();
    }, MENU_MS);
    return () => {
      clearTimeout(timer);
      setTimeout(() => giveBack(from));
    };
  }, []);
}

/** Only if nobody has moved the focus on. */
function giveBack(from: Element | null): void {
  if (document.activeElement === document.body && from instanceof HTMLElement && from.isConnected) from.focus();
}

/** Whose pages these are, as the browser's tabs and its history name them. */
export const SiteName = createContext<string | null>(null);

export function useTitle(title: string | undefined): void {
  const site = useContext(SiteName);
  useEffect(() => {
    if (title) document.title = `${title} · ${site ?? t("Tenantry")}`;
  }, [title, site]);
}

export function useDebounced<T>(value: T, after = 250): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), after);
    return () => clearTimeout(timer);
  }, [value, after]);
  return settled;
}

/** On a phone a list of links is wider than the screen: the one that is current must be in sight. */
export function useCurrentInSight(current: string): RefObject<HTMLElement> {
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current]);
  return list;
}

/**
 * One key for one deed: what is sent again after a lost answer bears the key
 * of the first try, so the server does it once. What was answered well is
 * over; the same again is another deed then.
 */
export function useKeyFor() {
  const last = useRef({ deed: "", key: "" });
  return useCallback(async <T>(deed: unknown, send: (key: string) => Promise<T>): Promise<T> => {
    const text = JSON.stringify(deed);
    if (last.current.deed !== text) last.current = { deed: text, key: uuid() };
    const { key } = last.current;
    const answer = await send(key);
    if (last.current.key === key) last.current = { deed: "", key: "" };
    return answer;
  }, []);
}

/** A key that starts with a letter and is not meant for a field. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName));
}

/**
 * Single keys and two-key sequences (`g p`). Fields, dialogs and keys with a
 * modifier are left alone (WCAG 2.1.4 asks for a way to turn them off: see
 * the help that `?` opens).
 */
export function useKeys(bindings: Record<string, () => void>, enabled = true): void {
  const latest = useRef(bindings);
  latest.current = bindings;
  useEffect(() => {
    if (!enabled) return;
    let first = "";
    let timer: ReturnType<typeof setTimeout> | undefined;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
      if (document.querySelector("[role=dialog]")) return;
      const sequence = first ? `${first} ${event.key}` : event.key;
      clearTimeout(timer);
      const action = latest.current[sequence] ?? latest.current[event.key];
      first = "";
      if (action) {
        event.preventDefault();
        action();
      } else if (Object.keys(latest.current).some((binding) => binding.startsWith(`${event.key} `))) {
        first = event.key;
        timer = setTimeout(() => (first = ""), 1000);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("keydown", onKey);
    };
  }, [enabled]);
}
