/** The fields of a product, without the library that checks forms: lists and filters need their names alone. */
import type { Product, ProductFields } from "@/api/types";
import { t } from "@/lib/i18n";
import { normaliseAmount } from "@/lib/money";
import { checkPrice, checkStock } from "./checks";

/** What a field takes; `schema.ts` makes the form's check of it. Lengths are in characters. */
export type FieldRule = { required: number } | { optional: number } | { judged: (currency: string) => (text: string) => string | null };

interface ProductField {
  label: string;
  /** What a column of a file that says it should hold. */
  column: string;
  rule: FieldRule;
}

/** In the order in which the columns of a file are matched. */
export const productFields = () =>
  ({
    name: {
      label: t("Name"),
      column: t("Required, unless every row has the SKU of a product you already have"),
      rule: { required: 200 },
    },
    sku: { label: t("SKU"), column: t("Finds the product again; without it, the name does"), rule: { optional: 64 } },
    barcode: {
      label: t("Barcode"),
      column: t("Optional; GTIN, EAN, UPC or ISBN, with the zeros at its beginning"),
      rule: { optional: 64 },
    },
    price: { label: t("Price"), column: t("Required for new products"), rule: { judged: checkPrice } },
    inventory: { label: t("Stock"), column: t("Whole units"), rule: { judged: () => checkStock } },
    category: { label: t("Category"), column: t("Optional"), rule: { optional: 100 } },
    description: { label: t("Description"), column: t("Optional; HTML becomes text"), rule: { optional: 5_000 } },
  }) satisfies Record<string, ProductField>;

export type ProductValues = Record<keyof ReturnType<typeof productFields>, string>;

export const fieldLabel = (name: keyof ProductValues): string => productFields()[name].label;

export function toValues(product?: Product): ProductValues {
  return {
    name: product?.name ?? "",
    sku: product?.sku ?? "",
    barcode: product?.barcode ?? "",
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
    barcode: values.barcode || null,
    category: values.category || null,
    price: normaliseAmount(values.price, currency),
    inventory: Number(values.inventory),
    description: values.description || null,
  };
}

/** For a product like this one: SKU and barcode name one product, and the pieces on the shelf are not doubled. */
export const toCopy = (product: Product): ProductValues => ({ ...toValues(product), sku: "", barcode: "", inventory: "0" });

/** What is odd about a barcode, in the words of the server's remark, while it is typed; it can be saved all the same. */
export function barcodeRemark(typed: string): string | null {
  const digits = typed.trim();
  if (!/^\d+$/.test(digits)) return null;
  if (![8, 12, 13, 14].includes(digits.length))
    return t("A GTIN has 8, 12, 13 or 14 digits: zeros at the beginning may be missing. You can save it as it is.");
  const sum = [...digits].reverse().reduce((sum, digit, at) => sum + Number(digit) * (at % 2 ? 3 : 1), 0);
  return sum % 10 === 0 ? null : t("The check digit of this GTIN is wrong: compare it with the package. You can save it as it is.");
}
