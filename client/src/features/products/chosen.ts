/** Which products are selected, on this page and on others of the same filters, each as it was last seen. */
import { useMemo, useState } from "react";
import type { Product } from "@/api/types";

type Chosen = ReadonlyMap<string, Product>;

const byId = (products: Iterable<Product>): Chosen => new Map([...products].map((product) => [product.product_id, product]));

export function useChosen(shown: readonly Product[] | undefined, narrowed: string) {
  const [chosen, setChosen] = useState<Chosen>(new Map());
  const [seen, setSeen] = useState(shown);
  const [filters, setFilters] = useState(narrowed);
  const here = useMemo(() => byId(shown ?? []), [shown]);
  // What other filters found is out of sight, and nobody means to change what they can't see.
  if (narrowed !== filters) {
    setFilters(narrowed);
    setSeen(shown);
    setChosen(new Map());
  } else if (shown !== seen) {
    // Prices move while things are selected; what is left behind on another page stays as it was there at last.
    setSeen(shown);
    setChosen(byId([...chosen.values()].map((product) => here.get(product.product_id) ?? product)));
  }
  return {
    chosen,
    choose: (products: Iterable<Product>) => setChosen(byId(products)),
    select: (ids: Iterable<string>) =>
      setChosen(byId([...ids].map((id) => here.get(id) ?? chosen.get(id)).filter((product) => product !== undefined))),
  };
}
