import { asOwner, expect, newCompany, OPERATOR, product, signIn, test, url } from "./base";

/** The access token lives 60 s and is renewed 30 s before its end; the browser's clock is put on. */
const STALE_MS = 31_000;

test("two tabs whose token has expired refresh once between them", async ({ page, context, request }) => {
  await context.clock.install();
  const { email } = await newCompany(request);
  await signIn(page, email);
  const second = await context.newPage();
  await second.goto("/");
  await expect(second.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await context.clock.fastForward(STALE_MS);
  let refreshes = 0;
  context.on("request", (sent) => {
    if (sent.url().endsWith("/v1/auth/refresh")) refreshes += 1;
  });
  await Promise.all([
    page.getByRole("link", { name: "Products" }).first().click(),
    second.getByRole("link", { name: "Products" }).first().click(),
  ]);
  await expect(page.getByText("No products yet")).toBeVisible();
  await expect(second.getByText("No products yet")).toBeVisible();
  expect(refreshes).toBe(1);
});

test("signing out in one tab ends the other", async ({ page, context, request }) => {
  const { email } = await newCompany(request);
  await signIn(page, email);
  const second = await context.newPage();
  await second.goto("/products");
  await expect(second.getByText("No products yet")).toBeVisible();
  await page.getByRole("button", { name: /^Account of/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(second.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await second.goto("/products");
  await expect(second.getByRole("heading", { name: "Sign in" })).toBeVisible();
});

test("a session that ends keeps the form, and the request goes out after signing in again", async ({ page, context, request }) => {
  await context.clock.install();
  const { email } = await newCompany(request);
  await signIn(page, email);
  await page.goto("/products/new");
  await page.getByLabel("Name", { exact: true }).fill("Kept board");
  await page.getByLabel("Price in EUR").fill("10");
  await context.clearCookies();
  await context.clock.fastForward(STALE_MS);
  await page.getByRole("button", { name: "Create product", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Sign in again" });
  await expect(dialog).toBeVisible();
  await dialog.getByLabel(/^Password for/).fill("wrong password here");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(dialog.getByRole("alert")).toBeVisible();
  await dialog.getByLabel(/^Password for/).fill("correct horse battery");
  await dialog.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Kept board" })).toBeVisible();
});

test("the token is in no storage that a script could read", async ({ page, context, request }) => {
  const { email } = await newCompany(request);
  await signIn(page, email);
  const stored = await page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.cookie);
  expect(stored).not.toContain("eyJ");
  const cookies = await context.cookies(`${url()}/v1/auth/refresh`);
  expect(cookies.map(({ httpOnly, sameSite }) => ({ httpOnly, sameSite }))).toEqual([{ httpOnly: true, sameSite: "Strict" }]);
  expect(await context.cookies(url())).toEqual([]);
});

test("the operator suspends a company: its people see why, until it is lifted", async ({ page, open, request }) => {
  const company = await newCompany(request);
  await signIn(page, company.email);
  const operator = await open();
  await signIn(operator, OPERATOR.email, OPERATOR.password, true);
  await operator.getByRole("link", { name: company.name }).click();
  await operator.getByRole("button", { name: "Suspend…" }).click();
  await operator.getByRole("dialog").getByLabel("Reason").fill("Three invoices are overdue");
  await operator.getByRole("dialog").getByRole("button", { name: "Suspend" }).click();
  await expect(operator.getByRole("button", { name: "Reactivate…" })).toBeVisible();

  await page.getByRole("link", { name: "Orders" }).first().click();
  await expect(page.getByRole("heading", { name: "Your company is suspended" })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText("Three invoices are overdue.")).toBeVisible();
  const other = await open();
  await other.goto("/signin");
  await other.getByLabel("Email address").fill(company.email);
  await other.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await other.getByRole("button", { name: "Sign in" }).click();
  await expect(other.getByRole("alert").filter({ hasText: "Three invoices are overdue" })).toBeVisible();

  await operator.getByRole("button", { name: "Reactivate…" }).click();
  await operator.getByRole("dialog").getByLabel("Reason").fill("Paid");
  await operator.getByRole("dialog").getByRole("button", { name: "Reactivate" }).click();
  await expect(operator.getByRole("button", { name: "Suspend…" })).toBeVisible();
  await operator.getByRole("button", { name: "Change the plan…" }).click();
  await operator.getByRole("dialog").getByRole("combobox").or(operator.getByRole("dialog").getByLabel("Plan")).first().click();
  await operator.getByRole("option", { name: "Premium" }).click();
  await operator.getByRole("dialog").getByLabel("Reason").fill("Ordered by phone");
  await operator.getByRole("dialog").getByRole("button", { name: "Change the plan" }).click();
  await expect(operator.getByText("10,000", { exact: true })).toBeVisible();
  await signIn(other, company.email);
});

test("the palette finds, goes and acts by keyboard alone", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ sku: string }>("POST", "/products", product({ name: "Cherry board" }));
  await signIn(page, email);
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or go to…" })).toBeFocused();
  await page.keyboard.type(board.sku);
  await expect(page.getByRole("option", { name: /Cherry board/ })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Cherry board" })).toBeVisible();
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keyboard shortcuts" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await expect(page.getByRole("combobox", { name: "Search or go to…" })).toBeFocused();
  await page.keyboard.type("light and dark");
  const before = await page.locator("html").getAttribute("data-mantine-color-scheme");
  await page.keyboard.press("Enter");
  await expect(page.locator("html")).not.toHaveAttribute("data-mantine-color-scheme", before!);
});
