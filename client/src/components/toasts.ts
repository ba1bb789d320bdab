/** Short messages. Successes go by themselves; errors stay until somebody has read them. */
import { asProblem } from "@/api/problem";
import { t } from "@/lib/i18n";

export interface Toast {
  id: number;
  tone: "good" | "bad";
  text: string;
  requestId?: string | null;
  action?: { label: string; run: () => void };
}

const SECONDS = 6;
const SECONDS_TO_UNDO = 10;

let toasts: Toast[] = [];
let last = 0;
const listeners = new Set<() => void>();

export const toastStore = {
  get: () => toasts,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

function set(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

export function dismiss(id: number): void {
  set(toasts.filter((toast) => toast.id !== id));
}

export function dismissAll(): void {
  set([]);
}

function show(toast: Omit<Toast, "id">): number {
  const id = ++last;
  set([...toasts.slice(-3), { ...toast, id }]);
  return id;
}

export function say(text: string, undo?: () => void): void {
  const action = undo && { label: t("Undo"), run: () => (dismiss(id), undo()) };
  const id = show({ tone: "good", text, action });
  setTimeout(() => dismiss(id), (undo ? SECONDS_TO_UNDO : SECONDS) * 1000);
}

export function complain(error: unknown, retry?: () => void): void {
  const problem = asProblem(error);
  // The person left on purpose; there is nothing to fix.
  if (problem.code === "signed_out") return;
  const action = retry && { label: t("Try again"), run: () => (dismiss(id), retry()) };
  const id = show({ tone: "bad", text: problem.sentence, requestId: problem.traceable ? problem.requestId : null, action });
}
