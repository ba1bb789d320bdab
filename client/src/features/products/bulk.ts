/** One change of many products, and its undo: what each was before is set again, by groups that were alike. */
import { useRef } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/problem";
import { bulkProducts, listProducts, type ProductFilters } from "@/api/products";
import { products } from "@/api/queries";
import type { BulkChange, BulkReport, Product } from "@/api/types";
import { complain, say } from "@/components/toasts";
import { useKeyFor } from "@/lib/hooks";
import { t, tn } from "@/lib/i18n";
import { uuid } from "@/lib/ids";

/** What the server takes in one go. */
const MOST = 1_000;

interface Part {
  ids: string[];
  change: BulkChange;
}

export function undoOf(seen: readonly Product[], change: BulkChange): Part[] {
  const all = seen.map((product) => product.product_id);
  if (change.archive) return [{ ids: all, change: { restore: true } }];
  if (change.restore) return [{ ids: all, change: { archive: true } }];
  const before = (product: Product): BulkChange =>
    change.category !== undefined ? { category: product.category ?? "" } : { price_set: product.price };
  const groups = new Map<string, Part>();
  for (const product of seen) {
    const change = before(product);
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { ids: [], change };
    group.ids.push(product.product_id);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** All products that the filters find, as they are now; refused when the server would refuse them in one go. */
export async function allMatching(filters: ProductFilters): Promise<Product[]> {
  const found: Product[] = [];
  let cursor: string | undefined;
  do {
    const page = await listProducts({ ...filters, limit: 100, cursor });
    found.push(...page.items);
    cursor = page.next_cursor ?? undefined;
    if (found.length > MOST) throw new Problem(0, "too_many", "", t("The filters find more than {most} products. Narrow them first.", { most: MOST }));
  } while (cursor);
  return found;
}

/** Setting what was is the same however often it is done, so each try may bear a key of its own. */
async function sendBack(parts: Part[]): Promise<BulkReport> {
  const whole: BulkReport = { changed: 0, unchanged: 0, refused: 0, results: [] };
  for (const { ids, change } of parts) {
    const report = await bulkProducts(ids, change, uuid());
    whole.changed += report.changed;
    whole.unchanged += report.unchanged;
    whole.refused += report.refused;
    whole.results.push(...report.results);
  }
  return whole;
}

function sayRefused(report: BulkReport): void {
  const first = report.results.find((result) => result.status === "refused");
  if (!first) return;
  const why = first.detail ?? first.code ?? "";
  complain(new Problem(0, first.code ?? "", "", tn("{count} product was left as it is: {why}", "{count} products were left as they are, the first because: {why}", report.refused, { why })));
}

interface Bulk {
  seen: readonly Product[];
  change: BulkChange;
}

export function useBulk(onDone: () => void) {
  const client = useQueryClient();
  const keyFor = useKeyFor();
  // Before the first try: the list is read anew when an answer is lost, and shows by then what was done.
  const before = useRef({ key: "", seen: [] as readonly Product[] });
  const anew = () => client.invalidateQueries({ queryKey: products.key });
  const undo = useMutation({
    mutationFn: sendBack,
    onSuccess: (report) => {
      say(tn("{count} product is as it was.", "{count} products are as they were.", report.changed));
      sayRefused(report);
    },
    onError: (error) => complain(error),
    onSettled: anew,
  });
  return useMutation({
    mutationFn: ({ seen, change }: Bulk) => {
      const ids = seen.map((product) => product.product_id);
      return keyFor({ ids, change }, (key) => {
        if (before.current.key !== key) before.current = { key, seen };
        return bulkProducts(ids, change, key);
      });
    },
    onSuccess: (report, { change }) => {
      const changed = new Set(report.results.filter((result) => result.status === "changed").map((result) => result.id));
      const back = undoOf(before.current.seen.filter((product) => changed.has(product.product_id)), change);
      say(tn("{count} product is changed.", "{count} products are changed.", report.changed), report.changed > 0 ? () => undo.mutate(back) : undefined);
      sayRefused(report);
      onDone();
    },
    onSettled: anew,
  });
}
