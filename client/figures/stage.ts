/** What the figures are taken of: a company with as many products as its plan allows. */
import type { APIRequestContext, Browser, BrowserContext, Page } from "@playwright/test";
import { asOwner, expect, makePremium, newCompany, signIn, unique, url, type Company } from "../e2e/base";

export const PRODUCTS = 10_000;

export async function largeCompany(request: APIRequestContext): Promise<Company> {
  const company = await newCompany(request);
  await makePremium(request, company);
  const api = await asOwner(request, company.email);
  const rows = Array.from(
    { length: PRODUCTS },
    (_, index) => `SKU-${index},Thing number ${index},${(index % 90) + 9}.50,Shelf ${index % 40},${index % 60}`,
  );
  const report = await api<{ counts: { create: number } }>(
    "POST",
    "/products/import",
    ["sku,name,price,category,inventory", ...rows].join("\n"),
    { "content-type": "text/csv" },
  );
  expect(report.counts.create).toBe(PRODUCTS);
  const { items } = await api<{ items: { product_id: string }[] }>("GET", "/products?stock=in&limit=40");
  for (const { product_id } of items) {
    await api(
      "POST",
      "/orders",
      { customer_email: "ada@example.com", items: [{ product_id, quantity: 1 }] },
      { "idempotency-key": unique("k") },
    );
  }
  return company;
}

/** Signed in, but with an empty cache: as after a new version of the app. */
export async function signedInAnew(browser: Browser, email: string): Promise<{ context: BrowserContext; page: Page }> {
  const first = await browser.newContext({ baseURL: url(), locale: "en-GB" });
  await signIn(await first.newPage(), email);
  const storageState = await first.storageState();
  await first.close();
  const context = await browser.newContext({ baseURL: url(), locale: "en-GB", storageState });
  return { context, page: await context.newPage() };
}

export const quantile = (values: number[], q: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(q * sorted.length) - 1)] ?? Number.NaN;
};

export const ms = (value: number) => `${Math.round(value).toLocaleString("en")} ms`;
