import { SegmentedControl } from "@mantine/core";
import type { Product } from "@/api/types";
import { FilterBar, FilterSelect, FilterText, SearchField } from "@/components/FilterBar";
import { useFormat } from "@/components/me";
import { decimalsOf } from "@/lib/currencies";
import { t } from "@/lib/i18n";
import { normaliseAmount, parseAmount } from "@/lib/money";
import { stockWord } from "@/lib/names";
import { useFilters } from "@/lib/url";
import { FILTERS } from "./filters";

const amountIn = (currency: string) => (text: string) => {
  const normal = normaliseAmount(text, currency);
  return parseAmount(normal, decimalsOf(currency)) === null ? undefined : normal;
};

export const categoriesOf = (known: Product[]): string[] =>
  [...new Set(known.map((product) => product.category).filter((name) => name !== null))].sort();

export function ProductFilterBar({ known }: { known: Product[] }) {
  const { filters, setFilters, clear, active } = useFilters(FILTERS);
  const { currency } = useFormat();
  const amount = amountIn(currency);
  const categories = categoriesOf(known);
  return (
    <FilterBar active={active.filter((name) => name !== "show" && name !== "by" && name !== "q").length} onClear={active.length > 0 ? clear : undefined}
      search={
        <>
          <SearchField
            label={filters.by === "sku" ? t("Search by SKU") : t("Search by name")}
            value={filters.q ?? ""}
            onChange={(q) => setFilters({ q }, { replace: true })}
          />
          <SegmentedControl
            size="xs"
            aria-label={t("Search in")}
            value={filters.by === "sku" ? "sku" : "name"}
            onChange={(by) => setFilters({ by: by === "sku" ? by : undefined }, { replace: true })}
            data={[
              { value: "name", label: t("Name") },
              { value: "sku", label: t("SKU") },
            ]}
          />
        </>
      }
    >
      <FilterText label={t("Category")} known={categories} value={filters.category ?? ""} onSettle={(category) => setFilters({ category })} width={150} />
      <FilterSelect
        width={130}
        label={t("Stock")}
        any={t("Any stock")}
        value={filters.stock}
        onChange={(stock) => setFilters({ stock })}
        options={(["in", "low", "out"] as const).map((value) => ({ value, label: stockWord(value) }))}
      />
      <FilterText label={t("Price from, {currency}", { currency })} placeholder={t("Price from")} value={filters.min ?? ""} onSettle={(min) => setFilters({ min: amount(min) })} width={96} />
      <FilterText label={t("Price to, {currency}", { currency })} placeholder={t("to")} value={filters.max ?? ""} onSettle={(max) => setFilters({ max: amount(max) })} width={80} />
      <SegmentedControl
        size="xs"
        aria-label={t("Show")}
        value={filters.show === "archived" ? "archived" : "active"}
        onChange={(show) => setFilters({ show: show === "archived" ? show : undefined })}
        data={[
          { value: "active", label: t("Active") },
          { value: "archived", label: t("Archived") },
        ]}
      />
    </FilterBar>
  );
}
