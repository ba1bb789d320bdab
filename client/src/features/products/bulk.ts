/**
 * One change of many products, and its undo: what each was before is set
 * again, by groups that were alike, where nobody has changed it since.
 */
import { useRef } from "react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Problem } from "@/api/problem";
import { bulkProducts, listProducts, type ProductFilters, type SeenVersion } from "@/api/products";
import { products } from "@/api/queries";
import type { BulkChange, BulkReport, Product } from "@/api/types";
import { complain, say } from "@/components/toasts";
import { useKeyFor } from "@/lib/hooks";
import { listed, t, tn } from "@/lib/i18n";
import { uuid } from "@/lib/ids";

/** What the server takes in one go. */
const MOST = 1_000;

/** How many products are named in a message. */
const NAMED = 3;

interface Part {
  seen: SeenVersion[];
  change: BulkChange;
}

/** Of what was changed, as it was before; each bears the version that the change made, so that nothing newer is touched. */
export function undoOf(before: readonly Product[], { results }: Pick<BulkReport, "results">, change: BulkChange): Part[] {
  const made = new Map(results.map(({ id, version }) => [id, version]));
  const was = (product: Product): BulkChange => {
    if (change.archive) return { restore: true };
    if (change.restore) return { archive: true };
    return change.category !== undefined ? { category: product.category ?? "" } : { price_set: product.price };
  };
  const groups = new Map<string, Part>();
  for (const product of before) {
    const version = made.get(product.product_id) ?? null;
    if (version === null) continue;
    const change = was(product);
    const key = JSON.stringify(change);
    const group = groups.get(key) ?? { seen: [], change };
    group.seen.push({ id: product.product_id, version });
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
    if (found.length > MOST)
      throw new Problem(0, "too_many", "", t("The filters find more than {most} products. Narrow them first.", { most: MOST }));
  } while (cursor);
  return found;
}

/** Setting what was is the same however often it is done, so each try may bear a key of its own. */
async function sendBack(parts: Part[]): Promise<BulkReport> {
  const whole: BulkReport = { changed: 0, unchanged: 0, refused: 0, results: [] };
  for (const { seen, change } of parts) {
    const report = await bulkProducts({ seen }, change, uuid());
    whole.changed += report.changed;
    whole.unchanged += report.unchanged;
    whole.refused += report.refused;
    whole.results.push(...report.results);
  }
  return whole;
}

/** Which were refused, and why the first was. */
function sayRefused(report: BulkReport, known: readonly Product[]): void {
  const refused = report.results.filter((result) => result.status === "refused");
  const first = refused[0];
  if (!first) return;
  const nameOf = new Map(known.map((product) => [product.product_id, t("“{name}”", { name: product.name })]));
  const names = refused.slice(0, NAMED).map(({ id }) => nameOf.get(id) ?? t("one that is gone"));
  if (refused.length > NAMED) names.push(tn("{count} more", "{count} more", refused.length - NAMED));
  const why = first.code === "stale" ? t("somebody has changed it since") : (first.detail ?? first.code ?? "");
  const text = tn("{names} was left as it is: {why}", "{names} were left as they are, the first because: {why}", refused.length, {
    names: listed(names),
    why,
  });
  complain(new Problem(0, first.code ?? "", "", text));
}

interface Bulk {
  seen: readonly Product[];
  change: BulkChange;
}

interface Undo {
  before: readonly Product[];
  parts: Part[];
}

export function useBulk(onDone: () => void) {
  const client = useQueryClient();
  const keyFor = useKeyFor();
  // Before the first try: the list is read anew when an answer is lost, and shows by then what was done.
  const seenBefore = useRef({ key: "", seen: [] as readonly Product[] });
  const anew = () => client.invalidateQueries({ queryKey: products.key });
  const undo = useMutation({
    mutationFn: ({ parts }: Undo) => sendBack(parts),
    onSuccess: (report, { before }) => {
      const back = report.changed + report.unchanged;
      if (back > 0) say(tn("{count} product is as it was.", "{count} products are as they were.", back));
      sayRefused(report, before);
    },
    onError: (error) => complain(error),
    onSettled: anew,
  });
  return useMutation({
    mutationFn: ({ seen, change }: Bulk) => {
      const ids = seen.map((product) => product.product_id);
      return keyFor({ ids, change }, (key) => {
        if (seenBefore.current.key !== key) seenBefore.current = { key, seen };
        return bulkProducts({ ids }, change, key);
      });
    },
    onSuccess: (report, { change }) => {
      const before = seenBefore.current.seen;
      const back = { before, parts: undoOf(before, report, change) };
      say(
        tn("{count} product is changed.", "{count} products are changed.", report.changed),
        report.changed > 0 ? () => undo.mutate(back) : undefined,
      );
      sayRefused(report, before);
      onDone();
    },
    onSettled: anew,
  });
}
