/** Nobody touches a mouse in here. */
import type { Locator, Page } from "@playwright/test";
import { asOwner, expect, newCompany, OPERATOR, PASSWORD, product, signIn, test } from "./base";

/** Presses Tab until it is there, as somebody does who can't point. */
async function tabTo(page: Page, target: Locator) {
  for (let press = 0; press < 60; press += 1) {
    if (await target.evaluate((element) => element === document.activeElement).catch(() => false)) return;
    await page.keyboard.press("Tab");
  }
  await expect(target).toBeFocused();
}

async function type(page: Page, label: string, text: string) {
  await tabTo(page, page.getByLabel(label, { exact: true }));
  await page.keyboard.type(text);
}

async function enter(page: Page, email: string) {
  await page.goto("/signin");
  await expect(page.getByLabel("Email address")).toBeFocused();
  await page.keyboard.type(email);
  await type(page, "Password", PASSWORD);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Dashboard" })).toBeVisible();
}

test("signing in, a product and an order of it take no mouse", async ({ page, request }) => {
  const { email } = await newCompany(request);
  await enter(page, email);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page.getByRole("heading", { level: 1, name: "Products" })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { level: 1, name: "New product" })).toBeVisible();
  await type(page, "Name", "Cherry bowl");
  await type(page, "SKU", "BWL-1");
  await type(page, "Price in EUR", "48");
  await tabTo(page, page.getByLabel("Stock", { exact: true }));
  await page.keyboard.press("Control+a");
  await page.keyboard.type("7");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Cherry bowl" })).toBeVisible();

  await page.keyboard.press("g");
  await page.keyboard.press("o");
  await expect(page.getByRole("heading", { level: 1, name: "Orders" })).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { level: 1, name: "New order" })).toBeVisible();
  await tabTo(page, page.getByPlaceholder("Add a product by its name or SKU"));
  await page.keyboard.type("cherry");
  await expect(page.getByRole("option", { name: /Cherry bowl/ })).toBeVisible();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Quantity of Cherry bowl")).toBeFocused();
  await page.keyboard.press("Control+a");
  await page.keyboard.type("2");
  await type(page, "Email address", "ada@example.com");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /^Order .* Pending/ })).toBeVisible();

  await tabTo(page, page.getByRole("button", { name: "Confirm", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: /Confirmed/ })).toBeVisible();
  await tabTo(page, page.getByRole("button", { name: "Print" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Packing slip" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Packing slip" })).toBeVisible();
});

test("a dialog takes the focus, keeps it, and gives it back", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  await api("POST", "/products", product());
  await enter(page, email);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await tabTo(page, page.getByLabel("Select Walnut board"));
  await page.keyboard.press("Space");
  await tabTo(page, page.getByRole("button", { name: "Change prices…" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Percent")).toBeFocused();
  for (let press = 0; press < 8; press += 1) {
    await page.keyboard.press("Tab");
    expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  }
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Change prices…" })).toBeFocused();
});

test("a menu gives the focus back to its button, the first time too", async ({ page, request }) => {
  const { email } = await newCompany(request);
  await enter(page, email);
  const account = page.getByRole("button", { name: /^Account of/ });
  for (const time of ["first", "second"]) {
    await tabTo(page, account);
    await page.keyboard.press("Enter");
    await expect(page.getByRole("menuitem").first(), `the ${time} time`).toBeFocused();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("menu")).toHaveCount(0);
    await expect(account, `the ${time} time`).toBeFocused();
  }
});

test("an operator looks at the system and at a tenant without a mouse", async ({ page, request }) => {
  const { name } = await newCompany(request);
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  await page.keyboard.press("g");
  await page.keyboard.press("s");
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  await tabTo(page, page.getByRole("switch", { name: "As a table" }));
  await page.keyboard.press("Space");
  // What scrolls can be reached, and so scrolled.
  await tabTo(page, page.getByRole("region", { name: "Traffic by minute" }));
  await page.keyboard.press("g");
  await page.keyboard.press("t");
  await expect(page.getByRole("heading", { level: 1, name: "Tenants" })).toBeVisible();
  await tabTo(page, page.getByRole("link", { name }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
  const suspend = page.getByRole("button", { name: "Suspend…" });
  await tabTo(page, suspend);
  await page.keyboard.press("Enter");
  await expect(page.getByRole("dialog").getByLabel("Reason")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(suspend, "the focus comes back though the dialog was fetched").toBeFocused();
});
