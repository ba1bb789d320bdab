import { asOwner, expect, newCompany, product, signIn, test, toast, unique } from "./base";

test("filters are kept under a name, come back with one press, and are removed with undo", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  for (const fields of [
    { name: "Apple", inventory: 0, category: "Fruit" },
    { name: "Pear", inventory: 3, category: "Fruit" },
    { name: "Chard", inventory: 0, category: "Leaves" },
  ]) {
    await api("POST", "/products", product(fields));
  }
  await signIn(page, email);
  await page.goto("/products?stock=out&category=Fruit");
  await page.getByRole("button", { name: "Save this view…" }).click();
  const dialog = page.getByRole("dialog", { name: "Save this view" });
  await dialog.getByLabel("Name of the view").fill("Fruit to order");
  await dialog.getByLabel("Everybody in the company sees it").check();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(toast(page, "“Fruit to order” is saved")).toBeVisible();

  await page.goto("/products");
  await expect(page.getByRole("link", { name: "Chard" })).toBeVisible();
  const view = page.getByRole("button", { name: /Fruit to order/ });
  await view.click();
  await expect(page).toHaveURL(/category=Fruit&stock=out|stock=out&category=Fruit/);
  await expect(view).toHaveAttribute("aria-pressed", "true");
  await expect(page.getByRole("link", { name: "Apple" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Chard" })).toHaveCount(0);

  await page.getByRole("button", { name: "Remove this view" }).click();
  await expect(view).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(view).toBeVisible();
});

test("the palette finds an order by its number, by the customer and by one's own reference", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  const order = { customer_email: "ada@example.com", external_ref: "PO-77", items: [{ product_id: board.product_id, quantity: 1 }] };
  const { number } = await api<{ number: string }>("POST", "/orders", order, { "idempotency-key": unique("k") });
  await signIn(page, email);
  for (const text of [number.toLowerCase(), "ada@ex", "PO-77"]) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: "Search or go to…" }).fill(text);
    await expect(page.getByRole("option", { name: new RegExp(number) })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { level: 1, name: new RegExp(number) })).toBeVisible();
  }
});
