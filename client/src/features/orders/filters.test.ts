import { expect, it } from "vitest";
import { queryOf } from "@/lib/url";
import { filtersOf, soughtBy, wantedOf } from "./filters";

it.each([
  ["ada@example.com", { customer_email: "ada@example.com" }],
  ["HF-23A-KH5Q-WAK6", { number: "HF-23A-KH5Q-WAK6" }],
  ["23akh5qwak6", { number: "23akh5qwak6" }],
  ["234-5678-9012", { number: "234-5678-9012" }],
  ["23456789012", { external_ref: "23456789012" }],
  ["536365", { external_ref: "536365" }],
  ["PO 2026/11", { external_ref: "PO 2026/11" }],
])("%s is sought where it can stand", (text, query) => {
  expect(soughtBy(text)).toEqual(query);
});

it("a saved view brings back the filters it was made of, days on the tenant's clock included", () => {
  const filters = { status: "shipped", q: "ada+1@example.com", from: "2026-03-28", to: "2026-03-29" };
  const query = queryOf(wantedOf(filters));
  expect(query).toBe("customer_email=ada%2B1%40example.com&from=2026-03-28&status=shipped&to=2026-03-29");
  expect(filtersOf(new URLSearchParams(query), "Europe/Berlin")).toEqual(filters);
  const earlier = "from=2026-03-27T23%3A00%3A00.000Z&to=2026-03-29T22%3A00%3A00.000Z";
  expect(filtersOf(new URLSearchParams(earlier), "Europe/Berlin")).toMatchObject({ from: "2026-03-28", to: "2026-03-29" });
  expect(filtersOf(new URLSearchParams(""), "UTC")).toEqual({ status: undefined, q: undefined, from: undefined, to: undefined });
});
