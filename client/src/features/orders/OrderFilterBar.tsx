import { FilterBar, SearchField } from "@/components/FilterBar";
import { DayField } from "@/components/DayField";
import { t } from "@/lib/i18n";
import { useFilters } from "@/lib/url";
import { FILTERS } from "./filters";

export function OrderFilterBar() {
  const { filters, setFilters, active } = useFilters(FILTERS);
  const narrowing = active.filter((name) => name !== "status");
  return (
    <FilterBar
      active={narrowing.filter((name) => name !== "q").length}
      onClear={narrowing.length > 0 ? () => setFilters({ q: undefined, from: undefined, to: undefined }) : undefined}
      search={<SearchField label={t("Number, e-mail or reference")} value={filters.q ?? ""} onChange={(q) => setFilters({ q }, { replace: true })} />}
    >
      <DayField label={t("Placed from")} value={filters.from} max={filters.to} onChange={(from) => setFilters({ from })} />
      <DayField label={t("Placed until")} value={filters.to} min={filters.from} onChange={(to) => setFilters({ to })} />
    </FilterBar>
  );
}
