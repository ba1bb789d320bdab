/** One at a time among all tabs of this origin (Web Locks); within this tab where browsers lack them. */
let queue: Promise<unknown> = Promise.resolve();

export function exclusively<T>(name: string, work: () => Promise<T>): Promise<T> {
  // Web Locks exist in secure contexts only; plain http on a private network has none.
  if (typeof navigator !== "undefined" && navigator.locks) {
    return navigator.locks.request(`tenantry.${name}`, work) as Promise<T>;
  }
  const next = queue.then(work, work);
  queue = next.catch(() => undefined);
  return next;
}
