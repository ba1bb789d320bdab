import { forwardRef, useRef, useState, type KeyboardEvent } from "react";
import { Select } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { products } from "@/api/queries";
import type { Product } from "@/api/types";
import { useFormat } from "@/components/me";
import { useDebounced } from "@/lib/hooks";
import { t, tn } from "@/lib/i18n";
import { bestOf } from "./scan";

interface Props {
  /** `typed`: the whole of a SKU or barcode and Enter, as a scanner sends it; more may follow at once. */
  onPick: (product: Product, typed: boolean) => void;
  error?: string;
}

/** Finds a product by the start of its name or SKU among all of them; SKU or barcode and Enter takes it at once. */
const ProductPicker = forwardRef<HTMLInputElement, Props>(function ProductPicker({ onPick, error }, input) {
  const { money } = useFormat();
  const client = useQueryClient();
  const [text, setText] = useState("");
  const [said, setSaid] = useState<{ text: string; wrong: boolean } | null>(null);
  const wanted = useDebounced(text.trim(), 180);
  const byName = useQuery(products.list({ ...(wanted && { name: wanted }), limit: 12 }));
  const bySku = useQuery({ ...products.list({ sku: wanted, limit: 6 }), enabled: wanted.length > 0 });
  const found = new Map(
    [...(wanted ? (bySku.data?.items ?? []) : []), ...(byName.data?.items ?? [])].map((product) => [product.product_id, product]),
  );
  const stock = ({ inventory }: Product) => (inventory > 0 ? tn("{count} in stock", "{count} in stock", inventory) : t("out of stock"));

  const complain = (text: string) => setSaid({ text, wrong: true });
  const look = async (typed: string) => {
    try {
      const pages = await Promise.all(
        (["sku", "barcode", "name"] as const).map((name) => client.fetchQuery(products.list({ [name]: typed, limit: 6 }))),
      );
      const best = bestOf(
        typed,
        pages.flatMap((page) => page.items),
      );
      if (best === "none") complain(t("No product has the SKU, barcode or name “{text}”.", { text: typed }));
      else if (best === "many") {
        setText(typed);
        complain(t("Several products begin with “{text}”. Choose one.", { text: typed }));
      } else if (best.inventory === 0) complain(t("“{name}” is out of stock.", { name: best.name }));
      else {
        setSaid({ text: t("“{name}” is added.", { name: best.name }), wrong: false });
        onPick(best, true);
      }
    } catch (error) {
      setText(typed);
      complain(asProblem(error).sentence);
    }
  };
  // A scanner does not wait: one look-up after the other, and none is lost.
  const queue = useRef(Promise.resolve());
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key !== "Enter") return setSaid(null);
    // The order is not placed by the Enter that ends a scan.
    event.preventDefault();
    const typed = event.currentTarget.value.trim();
    if (!typed || event.currentTarget.getAttribute("aria-activedescendant")) return;
    setText("");
    queue.current = queue.current.then(() => look(typed));
  };

  return (
    <>
      <Select
        ref={input}
        aria-label={t("Add a product")}
        placeholder={t("Add a product by its name or SKU, or scan it")}
        leftSection={<IconSearch size={15} aria-hidden />}
        error={said?.wrong ? said.text : error}
        searchable
        searchValue={text}
        onSearchChange={setText}
        onKeyDown={onKeyDown}
        value={null}
        filter={({ options }) => options}
        nothingFoundMessage={byName.isFetching ? t("Searching…") : t("No matching products")}
        data={[...found.values()].map((product) => ({
          value: product.product_id,
          label: [product.name, product.sku, money(product.price), stock(product)].filter(Boolean).join(" · "),
          disabled: product.inventory === 0,
        }))}
        onChange={(id) => {
          const product = id && found.get(id);
          if (product) onPick(product, false);
          setSaid(null);
          setText("");
        }}
      />
      <span className="visually-hidden" role="status">
        {said && !said.wrong && said.text}
      </span>
    </>
  );
});

export default ProductPicker;
