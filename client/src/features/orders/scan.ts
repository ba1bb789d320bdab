import type { Product } from "@/api/types";

const same = (a: string | null, b: string) => a !== null && a.trim().toLowerCase() === b.toLowerCase();

/** The product that is meant by a whole SKU, barcode or name, in this order; else the only one that begins so. */
export function bestOf(typed: string, found: readonly Product[]): Product | "none" | "many" {
  for (const name of ["sku", "barcode", "name"] as const) {
    const whole = found.filter((product) => same(product[name] ?? null, typed));
    const ids = new Set(whole.map(({ product_id }) => product_id));
    if (ids.size === 1) return whole[0]!;
    if (ids.size > 1) return "many";
  }
  const [first, ...others] = found;
  if (!first) return "none";
  return others.every(({ product_id }) => product_id === first.product_id) ? first : "many";
}
