import { useState } from "react";
import { Select } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { products } from "@/api/queries";
import type { Product } from "@/api/types";
import { useFormat } from "@/components/me";
import { useDebounced } from "@/lib/hooks";
import { t, tn } from "@/lib/i18n";

/** Finds a product by the start of its name or SKU among all of them, not only those on a page. */
export default function ProductPicker({ onPick, error }: { onPick: (product: Product) => void; error?: string }) {
  const { money } = useFormat();
  const [text, setText] = useState("");
  const wanted = useDebounced(text.trim(), 180);
  const byName = useQuery(products.list({ ...(wanted && { name: wanted }), limit: 12 }));
  const bySku = useQuery({ ...products.list({ sku: wanted, limit: 6 }), enabled: wanted.length > 0 });
  const found = new Map(
    [...(wanted ? (bySku.data?.items ?? []) : []), ...(byName.data?.items ?? [])].map((product) => [product.product_id, product]),
  );
  const stock = ({ inventory }: Product) => (inventory > 0 ? tn("{count} in stock", "{count} in stock", inventory) : t("out of stock"));
  return (
    <Select
      aria-label={t("Add a product")}
      placeholder={t("Add a product by its name or SKU")}
      leftSection={<IconSearch size={15} aria-hidden />}
      error={error}
      searchable
      searchValue={text}
      onSearchChange={setText}
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
        if (product) onPick(product);
        setText("");
      }}
    />
  );
}
