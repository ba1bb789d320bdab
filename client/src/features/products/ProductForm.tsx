import { Textarea, TextInput } from "@mantine/core";
import type { UseFormReturn } from "react-hook-form";
import { useQuery } from "@tanstack/react-query";
import { products } from "@/api/queries";
import { Suggestions } from "@/components/FilterBar";
import { field } from "@/components/forms";
import { useFormat } from "@/components/me";
import { t } from "@/lib/i18n";
import { barcodeRemark, type ProductValues } from "./fields";
import classes from "./Products.module.css";

export function ProductInputs({
  form,
  readOnly,
  stockHint,
}: {
  form: UseFormReturn<ProductValues>;
  readOnly?: boolean;
  stockHint?: string;
}) {
  const { currency } = useFormat();
  const { data } = useQuery({ ...products.list({ limit: 100 }), staleTime: 60_000 });
  const categories = [...new Set((data?.items ?? []).flatMap(({ category }) => (category ? [category] : [])))].sort();
  return (
    <div className={classes.form}>
      <TextInput className={classes.full} label={t("Name")} readOnly={readOnly} {...field(form, "name")} />
      <TextInput
        className={classes.half}
        label={t("SKU")}
        description={t("Optional, unique whatever the case")}
        readOnly={readOnly}
        spellCheck={false}
        {...field(form, "sku")}
      />
      <TextInput
        className={classes.half}
        label={t("Barcode")}
        description={barcodeRemark(form.watch("barcode")) ?? t("Optional, as on the package: GTIN, EAN, UPC or any other")}
        autoComplete="off"
        readOnly={readOnly}
        spellCheck={false}
        {...field(form, "barcode")}
      />
      <TextInput
        className={classes.full}
        label={t("Category")}
        description={t("Optional, for filtering")}
        list="categories"
        readOnly={readOnly}
        {...field(form, "category")}
      />
      <Suggestions id="categories" values={categories} />
      <TextInput
        className={classes.half}
        label={t("Price in {currency}", { currency })}
        inputMode="decimal"
        autoComplete="off"
        readOnly={readOnly}
        {...field(form, "price")}
      />
      <TextInput
        className={classes.half}
        label={t("Stock")}
        description={stockHint}
        inputMode="numeric"
        autoComplete="off"
        readOnly={readOnly}
        {...field(form, "inventory")}
      />
      <Textarea
        className={classes.full}
        label={t("Description")}
        autosize
        minRows={4}
        maxRows={14}
        readOnly={readOnly}
        {...field(form, "description")}
      />
    </div>
  );
}
