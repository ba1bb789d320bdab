/** One sign-in, all pages: each is looked at by axe in both themes, at a desk and on a phone. */
import type { Page } from "@playwright/test";
import { asOwner, expect, makePremium, newCompany, OPERATOR, product, signIn, test, unique } from "./base";
import { look, visit } from "./screens";

test.setTimeout(240_000);

async function lookAt(page: Page, paths: string[]) {
  for (const path of paths) {
    await visit(page, path);
    await look(page, path.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id"));
  }
}

test("axe finds nothing on what visitors see", async ({ page }) => {
  await page.goto("/signin");
  await lookAt(page, [
    "/signin",
    "/operator/signin",
    "/register",
    "/confirm?code=x",
    "/forgot-password",
    "/reset-password?code=x",
    "/invitation?code=x",
  ]);
});

test("axe finds nothing on what members see", async ({ page, request }) => {
  const company = await newCompany(request);
  const { email } = company;
  await makePremium(request, company);
  const api = await asOwner(request, email);
  const made = await api<{ product_id: string }>("POST", "/products", product());
  await api("POST", "/products", product({ name: "Nearly gone", inventory: 2 }));
  const order = await api<{ order_id: string }>(
    "POST",
    "/orders",
    { customer_email: "ada@example.com", items: [{ product_id: made.product_id, quantity: 2 }] },
    { "idempotency-key": unique("k") },
  );
  await api("POST", "/views", { list: "products", name: "Running low", query: "stock=low", shared: true });
  await api("POST", "/webhook-endpoints", { url: "https://hooks.example.com/tenantry", description: "Warehouse" });
  await api("POST", "/invitations", { email: `${unique("i")}@shop.example`, role: "staff" });
  await signIn(page, email);
  await lookAt(page, [
    "/",
    "/?range=7d",
    "/products",
    "/products?stock=low",
    "/products/new",
    "/products/import",
    `/products/${made.product_id}`,
    "/orders",
    "/orders/new",
    `/orders/${order.order_id}`,
    `/orders/${order.order_id}/print/slip`,
    `/orders/${order.order_id}/print/invoice`,
    "/settings",
    "/settings/preferences",
    "/settings/people",
    "/settings/security",
    "/settings/plan",
    "/settings/api-keys",
    "/settings/webhooks",
    "/settings/event-types",
    "/settings/audit",
    "/settings/data",
    "/nowhere",
  ]);
});

test("axe finds nothing on what lies over a page", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const made = await api<{ product_id: string }>("POST", "/products", product());
  const order = await api<{ order_id: string }>(
    "POST",
    "/orders",
    { customer_email: "ada@example.com", items: [{ product_id: made.product_id, quantity: 2 }] },
    { "idempotency-key": unique("k") },
  );
  await signIn(page, email);

  await visit(page, `/orders/${order.order_id}`);
  await page.getByRole("button", { name: "Cancel order…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await look(page, "cancel dialog", true);
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await look(page, "account menu", true);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: "Search or go to…" }).fill("walnut");
  await expect(page.getByRole("option", { name: /Walnut board/ })).toBeVisible();
  await look(page, "palette", true);
  await page.keyboard.press("Escape");

  await visit(page, "/products");
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("button", { name: "Change prices…" }).click();
  await page.getByRole("dialog").getByLabel("Percent").fill("10");
  await look(page, "bulk price dialog", true);
  await page.keyboard.press("Escape");

  await visit(page, "/products/import");
  await page
    .getByLabel("CSV file", { exact: true })
    .setInputFiles({ name: "two.csv", mimeType: "text/csv", buffer: Buffer.from("name,price\nHat,12.50\nCap,9;90\n") });
  await expect(page.getByRole("heading", { name: "Match columns" })).toBeVisible();
  await look(page, "import columns");
  await page.getByRole("button", { name: "Check rows" }).click();
  await expect(page.getByRole("heading", { name: "1 rejected row" })).toBeVisible();
  await look(page, "import check");
});

test("axe finds nothing on what lies over a tenant's page", async ({ page, request }) => {
  const { name, email } = await newCompany(request);
  const api = await asOwner(request, email);
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  const path = await page.getByRole("link", { name }).getAttribute("href");
  const lookOver = async (button: string, what: string) => {
    await visit(page, path!);
    await page.getByRole("button", { name: button }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
    await look(page, what, true);
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await lookOver("Move…", "move dialog");
  await lookOver("Export…", "export dialog");
  const { tenant } = await api<{ tenant: { tenant_id: string } }>("GET", "/auth/me");
  await api("DELETE", `/tenants/${tenant.tenant_id}`, undefined, { "if-match": "*" });
  await page.reload();
  await lookOver("Erase its data…", "erase dialog");
});

test("axe finds nothing on what operators see", async ({ page, request }) => {
  await newCompany(request);
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  const tenant = await page.locator("tbody a").first().getAttribute("href");
  await lookAt(page, [
    "/operator",
    "/operator/tenants/new",
    tenant!,
    "/operator/system",
    "/operator/alarms",
    "/operator/dead-letters",
    "/operator/security",
  ]);
});
