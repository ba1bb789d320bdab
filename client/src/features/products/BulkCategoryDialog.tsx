import { useState } from "react";
import { TextInput } from "@mantine/core";
import type { BulkChange, Product } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { Suggestions } from "@/components/FilterBar";
import { t, tn } from "@/lib/i18n";

interface Props {
  chosen: Product[];
  known: string[];
  onChange: (change: BulkChange) => Promise<unknown>;
  onClose: () => void;
}

export default function BulkCategoryDialog({ chosen, known, onChange, onClose }: Props) {
  const [category, setCategory] = useState("");
  return (
    <ConfirmDialog
      opened
      title={tn("Category of {count} product", "Category of {count} products", chosen.length)}
      confirm={category.trim() ? t("Set the category") : t("Take out of the category")}
      onClose={onClose}
      onConfirm={() => onChange({ category: category.trim() })}
    >
      <TextInput
        data-autofocus
        label={t("Category")}
        description={t("Left empty, they are in no category.")}
        list="bulk-categories"
        maxLength={100}
        value={category}
        onChange={(event) => setCategory(event.currentTarget.value)}
      />
      <Suggestions id="bulk-categories" values={known} />
    </ConfirmDialog>
  );
}
