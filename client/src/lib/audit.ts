/** What the audit log can be narrowed to, and which of its entries that leaves. */
import type { AuditEntry } from "@/api/types";
import { t } from "./i18n";

export const KINDS = ["orders", "products", "people", "sign-in", "company"] as const;
export type Kind = (typeof KINDS)[number];

export const kindName = (kind: Kind): string =>
  ({
    orders: t("Orders"),
    products: t("Products"),
    people: t("People"),
    "sign-in": t("Sign-in and security"),
    company: t("Company and plan"),
  })[kind];

/** By the first word of an action; all others are the company's own. */
const KIND_OF: Record<string, Kind> = {
  order: "orders",
  orders: "orders",
  product: "products",
  products: "products",
  inventory: "products",
  member: "people",
  invitation: "people",
  password: "sign-in",
  totp: "sign-in",
  recovery_codes: "sign-in",
  session: "sign-in",
  api_key: "sign-in",
};

export const subjectOf = ({ action }: Pick<AuditEntry, "action">): string => action.split(".")[0] ?? "";

export const kindOf = (entry: Pick<AuditEntry, "action">): Kind => KIND_OF[subjectOf(entry)] ?? "company";

export interface AuditFilter {
  kind?: string;
  /** A member or an API key, or `operator` or `system`. */
  who?: string;
}

export function matches({ kind, who }: AuditFilter, entry: AuditEntry): boolean {
  if (kind && kindOf(entry) !== kind) return false;
  return !who || [entry.actor.user_id, entry.actor.api_key_id, entry.actor.type].includes(who);
}
