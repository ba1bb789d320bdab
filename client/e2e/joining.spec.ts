import { asOwner, expect, mailedLink, newCompany, PASSWORD, product, signIn, test, toast, unique } from "./base";

test(
  "a company registers, proves its address by the mailed link and sees what to do first",
  { tag: "@phone" },
  async ({ page, request }) => {
    const email = `${unique("grete")}@holz.example`;
    await page.goto("/register");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("Must not be empty.")).toBeVisible();
    await page.getByLabel("Company name").fill("Holz & Form");
    await page.getByRole("textbox", { name: "Currency" }).fill("EUR");
    await page.getByRole("option", { name: /^EUR/ }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByLabel("Your name").fill("Grete Holz");
    await page.getByLabel("Email address").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("short");
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("At least 12 characters.", { exact: true })).toBeVisible();
    await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
    await page.getByRole("button", { name: "Continue" }).click();
    await page.getByRole("radio", { name: /Basic/ }).check();
    await page.getByRole("button", { name: "Register" }).click();
    await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();

    await page.goto(await mailedLink(request, email, "confirm"));
    await page.getByRole("button", { name: "Confirm my address" }).click();
    await page.getByRole("button", { name: "Sign in" }).click();
    await signIn(page, email);
    await expect(page.getByRole("heading", { name: "Welcome to Holz & Form" })).toBeVisible();
    await page.getByRole("link", { name: "Create a product" }).click();
    await expect(page.getByRole("heading", { name: "New product" })).toBeVisible();
  },
);

test("an unknown address and a wrong password are told the same", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const told: string[] = [];
  for (const address of [email, "nobody@nowhere.example"]) {
    await page.goto("/signin");
    await page.getByLabel("Email address").fill(address);
    await page.getByLabel("Password", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Sign in" }).click();
    told.push(await page.getByRole("alert").filter({ hasText: "wrong" }).locator("strong").innerText());
  }
  expect(told[0]).toBe(told[1]);
});

test("a forgotten password is replaced by the mailed link", async ({ page, request }) => {
  const { email } = await newCompany(request);
  await page.goto("/forgot-password");
  await page.getByLabel("Email address").fill(email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByText(email)).toBeVisible();
  const link = await mailedLink(request, email, "reset-password");
  await page.goto(link);
  await page.getByLabel("New password").fill("another long password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByText("Your new password is set.")).toBeVisible();
  await signIn(page, email, "another long password");
  // The link works once.
  await page.goto(link);
  await page.getByLabel("New password").fill("a third long password");
  await page.getByRole("button", { name: "Set the password" }).click();
  await expect(page.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("a viewer is invited, joins, and can look but not change", { tag: "@phone" }, async ({ page, open, request }) => {
  const company = await newCompany(request);
  const guest = `${unique("vera")}@shop.example`;
  const api = await asOwner(request, company.email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  await api(
    "POST",
    "/orders",
    { customer_email: "ada@example.com", items: [{ product_id: board.product_id, quantity: 1 }] },
    { "idempotency-key": unique("k") },
  );
  await signIn(page, company.email);
  await page.goto("/settings/people");
  await page.getByLabel("Email address").fill(guest);
  await page.getByLabel("Role", { exact: true }).selectOption("viewer");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(toast(page, `The invitation to ${guest}`)).toBeVisible();

  const other = await open();
  const link = await mailedLink(request, guest, "invitation");
  await other.goto(link);
  await expect(other.getByRole("heading", { name: `Join ${company.name}` })).toBeVisible();
  await other.getByLabel("Your name").fill("Vera Viewer");
  await other.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await other.getByRole("button", { name: "Join" }).click();
  await expect(other.getByRole("heading", { name: "Dashboard" })).toBeVisible();
  await other.goto("/products");
  await expect(other.getByRole("link", { name: "Walnut board" })).toBeVisible();
  await expect(other.getByRole("link", { name: "New product" })).toHaveCount(0);
  await expect(other.getByRole("button", { name: /^(Price|Stock) of/ })).toHaveCount(0);
  await expect(other.getByRole("checkbox")).toHaveCount(0);
  await other.getByRole("link", { name: "Walnut board" }).click();
  await expect(other.getByLabel("Name", { exact: true })).toHaveAttribute("readonly");
  await expect(other.getByRole("button", { name: "Save" })).toHaveCount(0);
  for (const path of ["/products/new", "/products/import", "/orders/new"]) {
    await other.goto(path);
    await expect(other.getByText("You have view-only access")).toBeVisible();
  }
  await other.goto("/orders");
  await expect(other.getByText("ada@example.com").filter({ visible: true })).toBeVisible();
  await expect(other.getByRole("button", { name: /^Confirm/ })).toHaveCount(0);
  await other.goto("/settings/people");
  await expect(other.getByText("People are managed by admins and owners")).toBeVisible();

  await other.goto(link);
  await expect(other.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
});
