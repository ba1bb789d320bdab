/** The app in German by choice, and mirrored, with texts that are longer than English ones. */
import type { Page } from "@playwright/test";
import { asOwner, expect, newCompany, OPERATOR, PASSWORD, product, signIn, test, toast, unique } from "./base";
import { look, settled, visit } from "./screens";

const PHONE = { width: 390, height: 844 };

/** As it is kept; only tests ask for the pseudo-locale, which the app offers nobody. */
async function speak(page: Page, language: "de" | "pseudo") {
  await page.evaluate((language) => localStorage.setItem("tenantry.language", language), language);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("dir", language === "pseudo" ? "rtl" : "ltr");
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
}

async function expectToFit(page: Page, what: string) {
  await settled(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(overflow, `${what}: scrolls sideways`).toBeLessThanOrEqual(0);
}

test("a person works in German, on the next visit too, and goes back to English @phone", async ({ page, request }) => {
  const { email, name } = await newCompany(request);
  const api = await asOwner(request, email);
  await api("POST", "/products", product({ price: "1299.50" }));
  await page.goto("/signin");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Anmelden" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  await expect(page.getByRole("button", { name: "Deutsch" })).toBeFocused();
  await page.getByLabel("E-Mail-Adresse").fill(email);
  await page.getByLabel("Passwort", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.getByRole("link", { name: "Produkte" }).first().click();
  await expect(page.getByRole("button", { name: /^Preis von Walnut board: 1\.299,50\s€/ })).toBeVisible();

  await page.reload();
  await expect(page.getByRole("heading", { level: 1, name: "Produkte" })).toBeVisible();
  await expect(page).toHaveTitle(`Produkte · ${name}`);
  await page.getByRole("button", { name: /^Konto von/ }).click();
  await page.getByRole("menuitem", { name: "Sprache" }).click();
  const choice = page.getByRole("combobox", { name: "Sprache der App" });
  await choice.focus();
  await choice.selectOption("English");
  await expect(toast(page, "The language is now English.")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Language of the app" })).toBeFocused();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1, name: "Settings" })).toBeVisible();
});

test("a browser that asks for German gets it, and only then fetches its texts", async ({ open }) => {
  const texts = (page: Page) => {
    const fetched: string[] = [];
    page.on("request", (request) => /\/de-[^/]*\.js$/.test(request.url()) && fetched.push(request.url()));
    return fetched;
  };
  const [german, english] = [await open({ locale: "de-AT" }), await open()];
  const [fetched, notFetched] = [texts(german), texts(english)];
  await german.goto("/signin");
  await expect(german.getByRole("heading", { level: 1, name: "Anmelden" })).toBeVisible();
  expect(fetched).toHaveLength(1);
  await english.goto("/signin");
  await expect(english.getByRole("heading", { level: 1, name: "Sign in" })).toBeVisible();
  expect(notFetched).toEqual([]);
});

test("members' pages fit a phone, mirrored and in German", async ({ page, request }) => {
  test.setTimeout(120_000);
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const made = await api<{ product_id: string }>("POST", "/products", product());
  await api("POST", "/products", product({ name: "Nearly gone", inventory: 2 }));
  const order = await api<{ order_id: string }>(
    "POST",
    "/orders",
    { customer_email: "ada@example.com", items: [{ product_id: made.product_id, quantity: 2 }] },
    { "idempotency-key": unique("k") },
  );
  await page.setViewportSize(PHONE);
  await signIn(page, email);
  for (const language of ["pseudo", "de"] as const) {
    await speak(page, language);
    for (const path of [
      "/",
      "/products",
      "/products/new",
      "/products/import",
      `/products/${made.product_id}`,
      "/orders",
      "/orders/new",
      `/orders/${order.order_id}`,
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
    ]) {
      await visit(page, path);
      await expectToFit(page, `${language} ${path}`);
    }
  }
});

test("operators' pages fit a phone, mirrored", async ({ page, request }) => {
  await newCompany(request);
  await page.setViewportSize(PHONE);
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  const tenant = await page.locator("tbody a").first().getAttribute("href");
  await speak(page, "pseudo");
  for (const path of [
    "/operator",
    "/operator/tenants/new",
    tenant!,
    "/operator/system",
    "/operator/alarms",
    "/operator/dead-letters",
    "/operator/security",
  ]) {
    await visit(page, path);
    await expectToFit(page, path);
  }
});

test("axe finds nothing on mirrored pages and on German ones", async ({ page, request }) => {
  test.setTimeout(120_000);
  const { email } = await newCompany(request);
  await page.goto("/signin");
  await speak(page, "de");
  await look(page, "sign-in in German");
  await page.evaluate(() => localStorage.removeItem("tenantry.language"));
  await page.reload();
  await signIn(page, email);
  for (const language of ["pseudo", "de"] as const) {
    await speak(page, language);
    for (const path of ["/", "/products", "/settings/security"]) {
      await visit(page, path);
      await look(page, `${language} ${path}`);
    }
  }
});
