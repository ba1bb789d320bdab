import * as z from "zod/mini";
import { judged, optional, required } from "@/components/forms";
import { productFields, type FieldRule, type ProductValues } from "./fields";

function checkOf(rule: FieldRule, currency: string) {
  if ("required" in rule) return required(rule.required);
  return "optional" in rule ? optional(rule.optional) : judged(rule.judged(currency));
}

/** What the form of a product takes, by the rules of its fields. */
export function productSchema(currency: string) {
  const checks = Object.entries(productFields()).map(([name, { rule }]) => [name, checkOf(rule, currency)]);
  return z.object(Object.fromEntries(checks) as Record<keyof ProductValues, ReturnType<typeof checkOf>>);
}
