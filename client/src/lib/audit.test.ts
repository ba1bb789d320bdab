import { expect, it } from "vitest";
import type { AuditEntry } from "@/api/types";
import { kindOf, matches } from "./audit";

const entry = (action: string, type: AuditEntry["actor"]["type"], user_id: string | null = null) =>
  ({ action, actor: { type, user_id } }) as AuditEntry;

it.each([
  ["order.placed", "orders"],
  ["orders.moved", "orders"],
  ["inventory.low", "products"],
  ["member.joined", "people"],
  ["totp.enabled", "sign-in"],
  ["tenant.updated", "company"],
  ["something.new", "company"],
])("%s is about %s", (action, kind) => {
  expect(kindOf({ action })).toBe(kind);
});

it("narrows by what was done and by who did it", () => {
  const ada = entry("order.placed", "member", "ada");
  const operator = entry("tenant.suspended", "operator", "olga");
  expect([ada, operator].map((one) => matches({ kind: "orders" }, one))).toEqual([true, false]);
  expect([ada, operator].map((one) => matches({ who: "ada" }, one))).toEqual([true, false]);
  expect([ada, operator].map((one) => matches({ who: "operator" }, one))).toEqual([false, true]);
  expect([ada, operator].map((one) => matches({ kind: "company", who: "ada" }, one))).toEqual([false, false]);
  expect([ada, operator].every((one) => matches({}, one))).toBe(true);
});
