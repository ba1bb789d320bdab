import { lazy, Suspense, useState } from "react";
import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import type { ProductFilters } from "@/api/products";
import type { BulkChange, Product } from "@/api/types";
import { SelectionBar } from "@/components/SelectionBar";
import { complain } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import { allMatching, useBulk } from "./bulk";

const BulkPriceDialog = lazy(() => import("./BulkPriceDialog"));
const BulkCategoryDialog = lazy(() => import("./BulkCategoryDialog"));

interface Props {
  chosen: Product[];
  filters: ProductFilters;
  /** There are more than are on this page. */
  more: boolean;
  known: string[];
  onChoose: (products: Product[]) => void;
}

/** What can be done with all that are selected, on this page and on others. */
export function BulkBar({ chosen, filters, more, known, onChoose }: Props) {
  const [dialog, setDialog] = useState<"price" | "category" | null>(null);
  const bulk = useBulk(() => onChoose([]));
  const all = useMutation({ mutationFn: () => allMatching(filters), onSuccess: onChoose, onError: (error) => complain(error) });
  const change = (change: BulkChange) => bulk.mutateAsync({ seen: chosen, change });
  const close = () => setDialog(null);
  // What fails is shown in the dialog, which stays for another try.
  const run = (wanted: BulkChange) => change(wanted).then(close);
  const atOnce = (wanted: BulkChange) => void change(wanted).catch(complain);
  return (
    <SelectionBar
      label={t("Selected products")}
      count={tn("{count} product selected", "{count} products selected", chosen.length)}
      onClear={() => onChoose([])}
    >
      {filters.archived ? (
        <Button size="xs" variant="default" loading={bulk.isPending} onClick={() => atOnce({ restore: true })}>
          {t("Restore")}
        </Button>
      ) : (
        <>
          <Button size="xs" variant="default" onClick={() => setDialog("price")}>
            {t("Change prices…")}
          </Button>
          <Button size="xs" variant="default" onClick={() => setDialog("category")}>
            {t("Set category…")}
          </Button>
          <Button size="xs" variant="default" loading={bulk.isPending} onClick={() => atOnce({ archive: true })}>
            {t("Archive")}
          </Button>
        </>
      )}
      {more && (
        <Button size="xs" variant="subtle" loading={all.isPending} onClick={() => all.mutate()}>
          {t("Select all that the filters find")}
        </Button>
      )}
      <Suspense>
        {dialog === "price" && <BulkPriceDialog chosen={chosen} onChange={run} onClose={close} />}
        {dialog === "category" && <BulkCategoryDialog chosen={chosen} known={known} onChange={run} onClose={close} />}
      </Suspense>
    </SelectionBar>
  );
}
