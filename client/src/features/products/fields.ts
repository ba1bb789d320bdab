import * as z from "zod/mini";
import type { Product, ProductFields } from "@/api/types";
import { judged, optional, required } from "@/components/forms";
import { t } from "@/lib/i18n";
import { normaliseAmount } from "@/lib/money";
import { checkPrice, checkStock } from "./checks";

export const productSchema = (currency: string) => z.object({
  name: required(200),
  sku: optional(64),
  category: optional(100),
  price: judged(checkPrice(currency)),
  inventory: judged(checkStock),
  description: optional(5_000),
});

export type ProductValues = z.infer<ReturnType<typeof productSchema>>;

export function toValues(product?: Product): ProductValues {
  return {
    name: product?.name ?? "",
    sku: product?.sku ?? "",
    category: product?.category ?? "",
    price: product?.price ?? "",
    inventory: String(product?.inventory ?? 0),
    description: product?.description ?? "",
  };
}

export function toFields(values: ProductValues, currency: string): ProductFields {
  return {
    name: values.name,
    sku: values.sku || null,
    category: values.category || null,
    price: normaliseAmount(values.price, currency),
    inventory: Number(values.inventory),
    description: values.description || null,
  };
}

export const fieldLabel = (name: keyof ProductValues): string =>
  ({
    name: t("Name"),
    sku: t("SKU"),
    category: t("Category"),
    price: t("Price"),
    inventory: t("Stock"),
    description: t("Description"),
  })[name];
