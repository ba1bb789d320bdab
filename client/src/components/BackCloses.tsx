import { useEffect, useId, useSyncExternalStore } from "react";
import { useBlocker } from "react-router";

/** What lies over the page, the topmost last. */
let open: readonly string[] = [];
const listeners = new Set<() => void>();

function become(next: readonly string[]): void {
  open = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

const topmost = () => open.at(-1);

/** Whether something lies over the page: only one place may hold a navigation, and that is the topmost. */
export const useCovered = (): boolean => useSyncExternalStore(subscribe, topmost) !== undefined;

/** In a dialog: the browser's way back closes it, and leads away only when nothing lies over the page. */
export function BackCloses({ onClose }: { onClose: () => void }) {
  const id = useId();
  const top = useSyncExternalStore(subscribe, topmost);
  useEffect(() => {
    become([...open, id]);
    return () => become(open.filter((other) => other !== id));
  }, [id]);
  return top === id ? <Held onBack={onClose} /> : null;
}

function Held({ onBack }: { onBack: () => void }) {
  const blocker = useBlocker(({ historyAction }) => historyAction === "POP");
  useEffect(() => {
    if (blocker.state !== "blocked") return;
    blocker.reset();
    onBack();
  }, [blocker, onBack]);
  return null;
}
