/** What a trial of the app found, and has been put right: each at the place where it was met. */
import { gzipSync } from "node:zlib";
import { asOwner, expect, makePremium, newCompany, OPERATOR, product, signIn, test, toast, unique, url } from "./base";
import { settled, visit } from "./screens";

const order = (product_id: string, customer_email = "ada@example.com") => ({ customer_email, items: [{ product_id, quantity: 1 }] });
const key = () => ({ "idempotency-key": unique("k") });

test("an operator starts with the tenants, and neither they nor members see each other's pages", async ({ page, request, open }) => {
  const { email } = await newCompany(request);
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  await page.goto("/");
  await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
  await page.goto("/operator/system");
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  await page.keyboard.press("g");
  await page.keyboard.press("d");
  await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
  await page.goto("/orders");
  await expect(page.getByRole("heading", { level: 1, name: "Not found" })).toBeVisible();
  const member = await open();
  await signIn(member, email);
  await member.goto("/operator/system");
  await expect(member.getByRole("heading", { level: 1, name: "Not found" })).toBeVisible();
  await expect(member.getByRole("alert")).toHaveCount(1);
});

test("the way back closes what lies over a page, and then leads to the list as it was", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  await api("POST", "/orders", order(board.product_id), key());
  await signIn(page, email);
  await page.goto("/orders?status=pending");
  await page.locator("tbody a").first().click();
  await page.getByRole("button", { name: "Cancel order…" }).click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1, name: /^Order / })).toBeVisible();
  // What is not saved is asked about, by the same button.
  await page.getByLabel("Note", { exact: true }).fill("Ring twice");
  await page.getByRole("button", { name: "Cancel order…" }).click();
  await page.goBack();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.goBack();
  await expect(page.getByRole("dialog", { name: "Leave without saving?" })).toBeVisible();
  await page.getByRole("button", { name: "Leave", exact: true }).click();
  await expect(page).toHaveURL(/\/orders\?status=pending$/);
  await page.locator("tbody a").first().click();
  await expect(page.getByRole("heading", { level: 1, name: /^Order / })).toBeVisible();
  await page.locator("header").getByRole("link", { name: "Orders" }).last().click();
  await expect(page).toHaveURL(/\/orders\?status=pending$/);
});

test("a selection ends when the filters change", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  await api("POST", "/products", product({ name: "Cap" }));
  await api("POST", "/products", product({ name: "Board" }));
  await signIn(page, email);
  await page.goto("/products");
  await page.getByLabel("Select all on this page").check();
  await expect(page.getByText("2 products selected")).toBeVisible();
  await page.getByLabel("Stock", { exact: true }).selectOption("out");
  await expect(page.getByText("No product matches").or(page.getByText(/^No /)).first()).toBeVisible();
  await expect(page.getByText("2 products selected")).toHaveCount(0);
});

test("the dashboard says first what waits, each one click from done", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  await api("POST", "/products", product({ name: "Gone", inventory: 0 }));
  for (let index = 0; index < 2; index += 1) await api("POST", "/orders", order(board.product_id), key());
  await signIn(page, email);
  const waiting = page.getByRole("region", { name: "What waits" });
  await waiting
    .getByRole("button", { name: /^Confirm: order/ })
    .first()
    .click();
  await expect(toast(page, "confirmed")).toBeVisible();
  await waiting.getByRole("button", { name: /^Ship: order/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Ship", exact: true }).click();
  await expect(toast(page, "shipped")).toBeVisible();
  await expect(waiting.getByText("No order waits to be shipped.")).toBeVisible();
  await waiting.getByRole("button", { name: /^Stock of Gone/ }).click();
  await page.keyboard.type("12");
  await page.keyboard.press("Enter");
  await expect(toast(page, "“Gone”: 12 in stock.")).toBeVisible();
  await expect(waiting.getByText("Nothing is sold out.")).toBeVisible();
  await waiting.getByRole("link", { name: /To confirm/ }).click();
  await expect(page).toHaveURL(/\/orders\?status=pending$/);
});

test("the dashboard needs at most 200 kB of script in 15 files, and nothing on it jumps", async ({ page, request }) => {
  const company = await newCompany(request);
  await makePremium(request, company);
  const api = await asOwner(request, company.email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  await api("POST", "/orders", order(board.product_id), key());
  await signIn(page, company.email);
  const scripts = new Map<string, number>();
  page.on("response", async (response) => {
    if (response.request().resourceType() !== "script") return;
    const body = await response.body().catch(() => null);
    if (body) scripts.set(response.url(), gzipSync(body, { level: 9 }).length);
  });
  await page.addInitScript(() => {
    Object.assign(globalThis, { shifted: 0 });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) (globalThis as unknown as { shifted: number }).shifted += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Network.setCacheDisabled", { cacheDisabled: true });
  await cdp.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await page.goto("/");
  await expect(page.getByRole("img", { name: /Revenue over time/ })).toBeVisible();
  await settled(page);
  // With all that is fetched ahead while the app is idle.
  await page.waitForTimeout(9_000);
  const kilobytes = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000;
  const shifted = await page.evaluate(() => (globalThis as unknown as { shifted: number }).shifted);
  console.log(`the dashboard: ${kilobytes.toFixed(0)} kB of script in ${scripts.size} files, layout shift ${shifted.toFixed(3)}`);
  expect(scripts.size).toBeLessThanOrEqual(15);
  expect(kilobytes).toBeLessThanOrEqual(200);
  expect(shifted).toBeLessThanOrEqual(0.02);
});

test("a company's colour and name are everywhere, and readable", async ({ page, request }) => {
  const company = await newCompany(request);
  await makePremium(request, company);
  const api = await asOwner(request, company.email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  const { order_id } = await api<{ order_id: string }>("POST", "/orders", order(board.product_id), key());
  await signIn(page, company.email);
  await page.goto("/settings/preferences");
  await page.getByLabel("Display name").fill("Sunny Boards");
  await page.getByRole("textbox", { name: "Accent color" }).fill("#ffcc00");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(toast(page, "Saved.")).toBeVisible();
  await expect(page).toHaveTitle(/· Sunny Boards$/);
  await visit(page, "/orders");
  const create = page.getByRole("link", { name: "New order" });
  const look = await create.evaluate((link) => {
    const { backgroundColor, color } = getComputedStyle(link);
    return [backgroundColor, color];
  });
  // Too pale a yellow for white paper is deepened, and its ink is black.
  expect(look[1]).toBe("rgb(0, 0, 0)");
  expect(look[0]).toMatch(/^rgb\(\d+, \d+, 0\)$/);
  await visit(page, `/orders/${order_id}/print/invoice`);
  await expect(page.locator("article")).toContainText("Sunny Boards");
  await expect(page.locator("article")).toContainText(company.name);
});

test("the audit log says numbers and names, and can be narrowed", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string }>("POST", "/products", product({ name: "Walnut board" }));
  const { number } = await api<{ number: string }>("POST", "/orders", order(board.product_id), key());
  await signIn(page, email);
  await page.goto("/settings/audit");
  await expect(page.getByRole("link", { name: number })).toBeVisible();
  await expect(page.getByRole("link", { name: "Walnut board" })).toBeVisible();
  await page.getByLabel("What was done").selectOption("Products");
  await expect(page.getByRole("link", { name: "Walnut board" })).toBeVisible();
  await expect(page.getByRole("link", { name: number })).toHaveCount(0);
  await page.getByLabel("By whom").selectOption("The operator");
  await expect(page.getByText(/^Nothing /)).toBeVisible();
});

test("reversed ranges say so, and what is no price is no filter", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  await api("POST", "/products", product());
  await signIn(page, email);
  await page.goto("/products?min=20&max=10");
  await expect(page.getByText("The lowest price is above the highest")).toBeVisible();
  await page.goto("/orders?from=2026-03-02&to=2026-03-01");
  await expect(page.getByText("The first day is after the last")).toBeVisible();
  await page.goto("/products");
  await page.getByLabel("Price from, EUR").fill("cheap");
  await page.getByLabel("Price from, EUR").press("Enter");
  await expect(page.getByText("Not a price")).toBeVisible();
  await page.getByLabel("Price from, EUR").fill("1,234.50 €");
  await page.getByLabel("Price from, EUR").press("Enter");
  await expect(page).toHaveURL(/min=1234\.50/);
});

test("an owner who deletes the company is told until when it can come back", async ({ page, request }) => {
  const company = await newCompany(request);
  await signIn(page, company.email);
  await page.goto("/settings");
  await page.getByRole("button", { name: "Delete…" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog).toContainText("For 30 days the operator of this installation can bring it back");
  await expect(dialog.getByRole("link", { name: "Export all data" })).toBeVisible();
  await dialog.getByRole("textbox").fill(company.name);
  await dialog.getByRole("button", { name: "Delete the company" }).click();
  await expect(page.getByRole("heading", { level: 1, name: `${company.name} is deleted` })).toBeVisible();
  await expect(page.getByText(/^Everyone is signed out\. Until \d/)).toBeVisible();
  await page.getByRole("link", { name: "Back to sign-in" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(url());
});
