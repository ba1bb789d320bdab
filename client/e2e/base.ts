/** What the tests share: people, their mail, and a page that must not complain. */
import { test as base, expect, type APIRequestContext, type Browser, type Page } from "@playwright/test";
import { OPERATOR, PASSWORD } from "./people";

export { expect, OPERATOR, PASSWORD };

export const url = () => process.env.TENANTRY_E2E_URL!;

/** Refusals are answers that the tests ask for; anything else on the console is a fault. */
const EXPECTED = /Failed to load resource: the server responded with a status of (4\d\d)/;

function watch(page: Page, faults: string[]) {
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error" && !EXPECTED.test(message.text())) faults.push(message.text());
  });
}

export const test = base.extend<{ open: (options?: Parameters<Browser["newContext"]>[0]) => Promise<Page> }>({
  baseURL: async ({}, use) => use(url()),
  page: async ({ page }, use) => {
    const faults: string[] = [];
    watch(page, faults);
    await use(page);
    expect(faults).toEqual([]);
  },
  /** Another person at another computer. */
  open: async ({ browser }, use) => {
    const faults: string[] = [];
    const contexts: Awaited<ReturnType<Browser["newContext"]>>[] = [];
    await use(async (options) => {
      const context = await browser.newContext({ baseURL: url(), locale: "en-GB", ...options });
      contexts.push(context);
      context.on("page", (page) => watch(page, faults));
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(faults).toEqual([]);
  },
});

let count = 0;
export const unique = (name: string) => `${name}${Date.now().toString(36)}${(count += 1)}`;

/** The newest link of a kind that was mailed to an address. */
export async function mailedLink(request: APIRequestContext, to: string, page: string): Promise<string> {
  let found: string | undefined;
  await expect(async () => {
    const answer = await request.get(`${url()}/v1/dev/mailbox`, { params: { to } });
    const { items } = (await answer.json()) as { items: { text: string }[] };
    found = items.map(({ text }) => new RegExp(`(/${page}\\?code=\\S+)`).exec(text)?.[1]).find(Boolean);
    expect(found).toBeTruthy();
  }).toPass({ timeout: 15_000 });
  return found!;
}

export interface Company {
  name: string;
  email: string;
}

/** A company that has just registered, by the API: only one test is about the pages for it. */
export async function newCompany(request: APIRequestContext, options: { tier?: string } = {}): Promise<Company> {
  const name = unique("Company ");
  const email = `${unique("owner")}@shop.example`;
  const body = {
    company_name: name,
    email,
    name: "Ada Owner",
    password: PASSWORD,
    currency: "EUR",
    time_zone: "Europe/Berlin",
    ...options,
  };
  expect((await request.post(`${url()}/v1/tenants`, { data: body })).status()).toBe(202);
  const link = await mailedLink(request, email, "confirm");
  const code = new URL(link, url()).searchParams.get("code");
  expect((await request.post(`${url()}/v1/auth/confirm`, { data: { code } })).ok()).toBe(true);
  return { name, email };
}

export async function signIn(page: Page, email: string, password = PASSWORD, operator = false): Promise<void> {
  await page.goto(operator ? "/operator/signin" : "/signin");
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: operator ? "Tenants" : "Dashboard" })).toBeVisible();
}

/** What a program of the company's owner would do, to set a stage. */
export async function asOwner(request: APIRequestContext, email: string) {
  const answer = await request.post(`${url()}/v1/auth/signin`, { data: { email, password: PASSWORD, refresh_token_in: "body" } });
  const { access_token } = (await answer.json()) as { access_token: string };
  const headers = { authorization: `Bearer ${access_token}` };
  return async <T = Record<string, unknown>>(
    method: string,
    path: string,
    data?: unknown,
    more: Record<string, string> = {},
  ): Promise<T> => {
    const response = await request.fetch(`${url()}/v1${path}`, { method, data, headers: { ...headers, ...more } });
    if (!response.ok()) throw new Error(`${method} ${path}: ${response.status()} ${await response.text()}`);
    const text = await response.text();
    return (text ? JSON.parse(text) : undefined) as T;
  };
}

/** The operator sells the larger plan. */
export async function makePremium(request: APIRequestContext, { email }: Company): Promise<void> {
  const api = await asOwner(request, email);
  const { tenant } = await api<{ tenant: { tenant_id: string } }>("GET", "/auth/me");
  const credentials = { email: OPERATOR.email, password: OPERATOR.password, refresh_token_in: "body" };
  const answer = await request.post(`${url()}/v1/auth/operator/signin`, { data: credentials });
  const { access_token } = (await answer.json()) as { access_token: string };
  const changed = await request.post(`${url()}/v1/tenants/${tenant.tenant_id}/tier`, {
    data: { tier: "premium", reason: "Ordered by phone" },
    headers: { authorization: `Bearer ${access_token}` },
  });
  expect(changed.ok()).toBe(true);
}

export const product = (fields: Record<string, unknown> = {}) => ({
  name: "Walnut board",
  sku: unique("SKU-"),
  price: "64.50",
  category: "Kitchen",
  inventory: 25,
  ...fields,
});

export const toast = (page: Page, text: string | RegExp) => page.getByRole("status").filter({ hasText: text });
