/** Small choices of one person on one device; storage may be forbidden, then they last for the visit. */
const memory = new Map<string, string>();

export function remember(name: string, value: string | null): void {
  const key = `tenantry.${name}`;
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    if (value === null) memory.delete(key);
    else memory.set(key, value);
  }
}

export function recall(name: string): string | null {
  const key = `tenantry.${name}`;
  try {
    return localStorage.getItem(key) ?? memory.get(key) ?? null;
  } catch {
    return memory.get(key) ?? null;
  }
}
