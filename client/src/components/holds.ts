/**
 * What holds a navigation: what lies over the page, and forms that are not saved. The router has room for one that does
 * (`NavigationHold`), so they stand in a pile here, and the topmost that cares is told.
 */
import { useLayoutEffect, useRef } from "react";

export interface Navigation {
  back: boolean;
  /** It leads to another page, not only to another filter of this one. */
  away: boolean;
}

/** A navigation that waits: it goes on, or it never was. */
export interface Held {
  proceed: () => void;
  reset: () => void;
}

interface Hold {
  /** It lies over the page, and so is asked before what is on it. */
  over: boolean;
  cares: (navigation: Navigation) => boolean;
  hold: (held: Held) => void;
}

const pile: Hold[] = [];

export function holding(navigation: Navigation): Hold | undefined {
  const caring = pile.filter((hold) => hold.cares(navigation));
  return caring.findLast(({ over }) => over) ?? caring.at(-1);
}

export function useHold(active: boolean, hold: Hold): void {
  const latest = useRef(hold);
  latest.current = hold;
  // Before anything is painted: who sees a dialog can close it.
  useLayoutEffect(() => {
    if (!active) return;
    const own: Hold = {
      over: latest.current.over,
      cares: (navigation) => latest.current.cares(navigation),
      hold: (held) => latest.current.hold(held),
    };
    pile.push(own);
    return () => void pile.splice(pile.indexOf(own), 1);
  }, [active]);
}

/** For what lies over the page: the browser's way back closes it, and leads away only when nothing does. */
export function useBackCloses(opened: boolean, onClose: () => void): void {
  useHold(opened, {
    over: true,
    cares: ({ back }) => back,
    hold: (held) => {
      held.reset();
      onClose();
    },
  });
}
