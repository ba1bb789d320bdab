import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { asOwner, expect, newCompany, OPERATOR, product, signIn, test, unique } from "./base";

const SCREENS = [
  { name: "desktop light", options: { colorScheme: "light", viewport: { width: 1360, height: 860 } } },
  { name: "desktop dark", options: { colorScheme: "dark", viewport: { width: 1360, height: 860 } } },
  { name: "phone light", options: { colorScheme: "light", viewport: { width: 390, height: 844 } } },
  { name: "phone dark", options: { colorScheme: "dark", viewport: { width: 390, height: 844 } } },
] as const;

async function check(page: Page, path: string) {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
  await look(page, path, [...WCAG, "best-practice"]);
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** What lies over a page is no part of its landmarks, so best practice about those is for pages only. */
async function look(page: Page, path: string, tags = WCAG) {
  // What fades in has its colours only at the end.
  await page.waitForTimeout(300);
  const { violations } = await new AxeBuilder({ page }).withTags(tags).analyze();
  const found = violations.map(({ id, nodes }) => `${path}: ${id}: ${nodes.map((node) => `${node.target.join(" ")} ${node.failureSummary?.split("\n")[1] ?? ""}`).join(" | ")}`);
  expect.soft(found).toEqual([]);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
}

for (const { name, options } of SCREENS) {
  test(`axe finds nothing and nothing scrolls sideways: ${name}`, async ({ open, request }) => {
    test.setTimeout(180_000);
    const visitor = await open(options);
    for (const path of ["/signin", "/operator/signin", "/register", "/confirm?code=x", "/forgot-password", "/reset-password?code=x", "/invitation?code=x"]) await check(visitor, path);

    const { email } = await newCompany(request);
    const api = await asOwner(request, email);
    const made = await api<{ product_id: string }>("POST", "/products", product());
    await api("POST", "/products", product({ name: "Nearly gone", inventory: 2 }));
    const order = await api<{ order_id: string }>("POST", "/orders", { customer_email: "ada@example.com", items: [{ product_id: made.product_id, quantity: 2 }] }, { "idempotency-key": unique("k") });
    await api("POST", "/invitations", { email: `${unique("i")}@shop.example`, role: "staff" });
    const member = await open(options);
    await signIn(member, email);
    for (const path of [
      "/",
      "/?range=7d",
      "/products",
      "/products?stock=out",
      "/products/new",
      `/products/${made.product_id}`,
      "/orders",
      "/orders/new",
      `/orders/${order.order_id}`,
      `/orders/${order.order_id}/print/slip`,
      `/orders/${order.order_id}/print/invoice`,
      "/settings",
      "/settings/people",
      "/settings/security",
      "/settings/plan",
      "/settings/audit",
      "/nowhere",
    ]) {
      await check(member, path);
    }

    await member.goto(`/orders/${order.order_id}`);
    await member.getByRole("button", { name: "Cancel order…" }).click();
    await expect(member.getByRole("dialog")).toBeVisible();
    await look(member, "cancel dialog");
    await member.keyboard.press("Escape");
    await member.getByRole("button", { name: /^Account of/ }).click();
    await look(member, "account menu");
    await member.keyboard.press("Escape");
    await member.keyboard.press("Control+k");
    await member.getByRole("combobox", { name: "Search or go to…" }).fill("walnut");
    await expect(member.getByRole("option", { name: /Walnut board/ })).toBeVisible();
    await look(member, "palette");

    const operator = await open(options);
    await signIn(operator, OPERATOR.email, OPERATOR.password, true);
    const [tenant] = await operator.locator("tbody a").evaluateAll((links) => links.map((link) => link.getAttribute("href")!));
    for (const path of ["/operator", "/operator/tenants/new", tenant!, "/operator/dead-letters"]) await check(operator, path);
  });
}
