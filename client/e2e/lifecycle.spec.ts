/** What becomes of a company's data: taken along, moved, and in the end erased. */
import { readFileSync } from "node:fs";
import type { Download, Page } from "@playwright/test";
import { asOwner, expect, newCompany, OPERATOR, PASSWORD, product, signIn, test, toast, unique, url } from "./base";

test.setTimeout(120_000);

interface Line {
  kind: string;
  data: Record<string, unknown>;
}

async function linesOf(download: Download): Promise<Line[]> {
  return readFileSync(await download.path(), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

async function openTenant(page: Page, name: string) {
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  await page.getByRole("link", { name }).click();
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
}

const region = (page: Page, name: string) => page.getByRole("region", { name, exact: true });

async function finished(page: Page, operation: string) {
  const done = region(page, "Operations").getByRole("article", { name: operation });
  await expect(done.getByText("Done", { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await expect(done.getByRole("listitem").filter({ hasNotText: "Done" })).toHaveCount(0);
}

test("a company takes all of its data along as one file, and nobody else's", { tag: "@phone" }, async ({ page, request }) => {
  const other = await newCompany(request);
  await (
    await asOwner(request, other.email)
  )("POST", "/products", product({ name: "Somebody else's" }));
  const company = await newCompany(request);
  const api = await asOwner(request, company.email);
  // More than a page of them.
  const names = Array.from({ length: 60 }, (_, n) => `Lamp ${n}`);
  const made = await Promise.all(names.map((name) => api<{ product_id: string }>("POST", "/products", product({ name, inventory: 100 }))));
  for (let n = 0; n < 10; n += 1)
    await api(
      "POST",
      "/orders",
      { customer_email: `c${n}@example.com`, items: [{ product_id: made[0]!.product_id, quantity: 1 }] },
      { "idempotency-key": unique("k") },
    );
  await signIn(page, company.email);
  await page.goto("/settings/data");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Export all data" }).click()]);
  expect(download.suggestedFilename()).toMatch(/^company-.*\.ndjson$/);
  const lines = await linesOf(download);
  await expect(
    page.getByRole("status").filter({ hasText: `is saved: ${new Intl.NumberFormat("en-GB").format(lines.length)} rows` }),
  ).toBeVisible();
  const of = (kind: string) => lines.filter((line) => line.kind === kind).map(({ data }) => data);
  expect(
    of("product")
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...names].sort());
  expect(of("order")).toHaveLength(10);
  expect(of("tenant").map(({ company_name }) => company_name)).toEqual([company.name]);
  expect(JSON.stringify(lines)).not.toContain("Somebody else's");
});

test("the operator exports a company's data for a reason, which the journal keeps", async ({ page, request }) => {
  const company = await newCompany(request);
  await (
    await asOwner(request, company.email)
  )("POST", "/products", product());
  await openTenant(page, company.name);
  await page.getByRole("button", { name: "Export…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Reason")).toBeFocused();
  await expect(dialog.getByRole("button", { name: "Export", exact: true })).toBeDisabled();
  await dialog.getByLabel("Reason").fill("A court asked for it");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    dialog.getByRole("button", { name: "Export", exact: true }).click(),
  ]);
  expect((await linesOf(download)).map(({ kind }) => kind)).toContain("product");
  await expect(dialog).toHaveCount(0);
  await page.reload();
  await expect(region(page, "Journal").getByText("A court asked for it")).toBeVisible();
});

test("a company is moved into a silo and back while it sells, and loses nothing", { tag: "@phone" }, async ({ page, request }) => {
  const company = await newCompany(request);
  const api = await asOwner(request, company.email);
  const lamp = await api<{ product_id: string }>("POST", "/products", product({ name: "Lamp", inventory: 500 }));
  let sold = 0;
  let selling = true;
  const sales = (async () => {
    while (selling) {
      const order = { customer_email: "ada@example.com", items: [{ product_id: lamp.product_id, quantity: 1 }] };
      const key = unique("k");
      // Refused in passing while it switches over: the same again, as any good client does.
      for (let tries = 0; ; tries += 1) {
        try {
          await api("POST", "/orders", order, { "idempotency-key": key });
          break;
        } catch (error) {
          if (tries > 20 || !/: 503 /.test(String(error))) throw error;
          await new Promise((resolve) => setTimeout(resolve, 200));
        }
      }
      sold += 1;
      // Some twenty a second: below what the plan allows.
      await new Promise((resolve) => setTimeout(resolve, 40));
    }
  })();
  await openTenant(page, company.name);
  for (const [button, said] of [
    ["Move into a silo", "Lives in a silo of its own."],
    ["Move into the pool", "Lives in the pool, among others."],
  ] as const) {
    await region(page, "Data").getByRole("button", { name: "Move…" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Reason").fill("Grew large");
    await dialog.getByRole("button", { name: button }).click();
    await finished(page, button);
    await expect(region(page, "Data").getByText(said)).toBeVisible();
  }
  selling = false;
  await sales;
  const stock = await api<{ inventory: number }>("GET", `/products/${lamp.product_id}`);
  const counts = await api<{ all: number }>("GET", "/orders/counts");
  expect([stock.inventory, counts.all]).toEqual([500 - sold, sold]);
  expect(sold).toBeGreaterThan(0);
});

test("a deleted company is erased for its name and a reason, and leaves a tombstone", { tag: "@phone" }, async ({ page, request }) => {
  const company = await newCompany(request);
  await (
    await asOwner(request, company.email)
  )("POST", "/products", product());
  await openTenant(page, company.name);
  await page.getByRole("button", { name: "Delete the tenant…" }).click();
  await page.getByRole("dialog").getByLabel("Company name").fill(company.name);
  await page.getByRole("dialog").getByRole("button", { name: "Delete the tenant" }).click();
  await expect(toast(page, `${company.name} is deleted.`)).toBeVisible();
  await page.getByRole("button", { name: "Erase its data…" }).click();
  const dialog = page.getByRole("dialog");
  const erase = dialog.getByRole("button", { name: "Erase for ever" });
  await dialog.getByLabel("Reason").fill("They asked for it");
  await dialog.getByLabel("Company name").fill("Another company");
  await expect(erase).toBeDisabled();
  await dialog.getByLabel("Company name").fill(company.name);
  await erase.click();
  await expect(page.getByRole("heading", { level: 1, name: /^An erased company/ })).toBeVisible({ timeout: 30_000 });
  await expect(page.getByText("Its data is erased", { exact: true })).toBeVisible();
  await finished(page, "Erasure");
  await expect(page.locator("main").getByRole("button", { name: /…$/ })).toHaveCount(0);
  await expect(page.locator("main")).not.toContainText(company.name);
  const answer = await request.post(`${url()}/v1/auth/signin`, { data: { email: company.email, password: PASSWORD } });
  expect(answer.status()).toBe(401);
  await page.getByRole("link", { name: "Tenants", exact: true }).filter({ visible: true }).first().click();
  await page.getByLabel("Status", { exact: true }).selectOption("erased");
  await expect(page.getByRole("link", { name: /^Erased #/ }).first()).toBeVisible();
});
