/** What can be done to a product, with its undo and its place in what was read before. */
import { useMutation, useQueryClient, type QueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { archiveProduct, patchProduct, readProduct, restoreProduct } from "@/api/products";
import { products } from "@/api/queries";
import type { Page, Product } from "@/api/types";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";

export type OneField = { price: string } | { inventory: number };

export interface InlineConflict {
  seen: Product;
  theirs: Product;
  change: OneField;
}

function show(client: QueryClient, product: Product): void {
  client.setQueryData(products.one(product.product_id).queryKey, product);
  client.setQueriesData<Page<Product>>(
    { queryKey: products.lists },
    (page) => page && { ...page, items: page.items.map((item) => (item.product_id === product.product_id ? product : item)) },
  );
}

/** One field, shown at once, taken back if it is refused, and undone by asking the server. */
export function useOneField(onConflict: (conflict: InlineConflict) => void, describe: (product: Product) => string) {
  const client = useQueryClient();
  const mutation = useMutation({
    mutationFn: ({ seen, change }: { seen: Product; change: OneField }) => patchProduct(seen, change),
    onMutate: async ({ seen, change }) => {
      await client.cancelQueries({ queryKey: products.key });
      show(client, { ...seen, ...change });
    },
    onSuccess: (product, { seen, change }) => {
      show(client, product);
      const before: OneField = "price" in change ? { price: seen.price } : { inventory: seen.inventory };
      say(describe(product), () => mutation.mutate({ seen: product, change: before }));
    },
    onError: async (error, { seen, change }) => {
      show(client, seen);
      if (!asProblem(error).is("stale")) return complain(error);
      try {
        const theirs = await readProduct(seen.product_id);
        show(client, theirs);
        onConflict({ seen, theirs, change });
      } catch (second) {
        complain(second);
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: products.key }),
  });
  return mutation;
}

export function useArchive() {
  const client = useQueryClient();
  const anew = () => client.invalidateQueries({ queryKey: products.key });
  const restore = useMutation({
    mutationFn: (product: Product) => restoreProduct(product.product_id),
    onSuccess: (product) => say(t("“{name}” is for sale again.", { name: product.name })),
    onError: (error) => complain(error),
    onSettled: anew,
  });
  const archive = useMutation({
    mutationFn: archiveProduct,
    onSuccess: (_, product) => say(t("“{name}” is archived.", { name: product.name }), () => restore.mutate(product)),
    onError: (error) => complain(error),
    onSettled: anew,
  });
  return { archive, restore };
}
