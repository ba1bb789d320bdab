import { asOwner, expect, newCompany, product, signIn, test, toast, unique } from "./base";

test("a product is created, priced in the list, archived and brought back", async ({ page, request }) => {
  const { email } = await newCompany(request);
  await signIn(page, email);
  await page.keyboard.press("g");
  await page.keyboard.press("p");
  await expect(page.getByText("No products yet")).toBeVisible();
  await page.keyboard.press("c");
  await expect(page.getByRole("heading", { name: "New product" })).toBeVisible();
  await page.getByRole("button", { name: "Create product" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toBeFocused();
  await page.getByLabel("Name", { exact: true }).fill("Walnut board");
  await page.getByLabel("SKU").fill("BRD-1");
  await page.getByLabel("Price in EUR").fill("64,5");
  await page.getByLabel("Stock").fill("25");
  await page.getByRole("button", { name: "Create product", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Walnut board" })).toBeVisible();
  await expect(page.getByText("Opening stock")).toBeVisible();

  // Another with the same SKU is refused on its field.
  await page.goto("/products/new");
  await page.getByLabel("Name", { exact: true }).fill("Second");
  await page.getByLabel("SKU").fill("brd-1");
  await page.getByLabel("Price in EUR").fill("1");
  await page.getByRole("button", { name: "Create product", exact: true }).click();
  await expect(page.getByText(/Is taken by "Walnut board"/)).toBeVisible();
  // Leaving now would lose what was typed.
  await page.getByRole("link", { name: "Products" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();

  await page.getByRole("button", { name: /Price of Walnut board/ }).click();
  await page.getByLabel("Price of Walnut board").fill("70");
  await page.keyboard.press("Enter");
  await expect(toast(page, "€70.00")).toBeVisible();
  await expect(page.getByRole("button", { name: /Price of Walnut board: €70.00/ })).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByRole("button", { name: /Price of Walnut board: €64.50/ })).toBeVisible();

  await page.getByRole("button", { name: "Actions for Walnut board" }).click();
  await page.getByRole("menuitem", { name: "Archive" }).click();
  await expect(page.getByRole("link", { name: "Walnut board" })).toHaveCount(0);
  await page.getByRole("button", { name: "Undo" }).last().click();
  await expect(page.getByRole("link", { name: "Walnut board" })).toBeVisible();
});

test("filters live in the address and back restores them", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  for (const fields of [
    { name: "Apple", inventory: 0 },
    { name: "Pear", inventory: 3 },
    { name: "Plum", inventory: 30 },
  ])
    await api("POST", "/products", product(fields));
  await signIn(page, email);
  await page.goto("/products");
  await page.getByLabel("Stock", { exact: true }).selectOption("out");
  await expect(page).toHaveURL(/stock=out/);
  await expect(page.getByRole("link", { name: "Apple" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Plum" })).toHaveCount(0);
  await page.getByRole("link", { name: "Apple" }).click();
  await expect(page.getByRole("heading", { name: "Apple" })).toBeVisible();
  await page.goBack();
  await expect(page).toHaveURL(/stock=out/);
  await expect(page.getByLabel("Stock", { exact: true })).toHaveValue("out");
  await page.getByRole("button", { name: "Clear", exact: true }).click();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("pl");
  await expect(page.getByRole("link", { name: "Plum" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Pear" })).toHaveCount(0);
  await expect(page).toHaveURL(/q=pl/);
});

test("two people change one product: the second compares and decides", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const made = await api<{ product_id: string }>("POST", "/products", product());
  await signIn(page, email);
  await page.goto(`/products/${made.product_id}`);
  await page.getByLabel("Name", { exact: true }).fill("My name");
  await api("PATCH", `/products/${made.product_id}`, { name: "Their name" }, { "if-match": "*" });
  await page.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog", { name: "Somebody changed this in the meantime" });
  await expect(dialog.getByRole("cell", { name: "My name" })).toBeVisible();
  await expect(dialog.getByRole("cell", { name: "Their name" })).toBeVisible();
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByRole("heading", { name: "My name" })).toBeVisible();

  await page.getByLabel("Name", { exact: true }).fill("My second name");
  await api("PATCH", `/products/${made.product_id}`, { name: "Their second name" }, { "if-match": "*" });
  await page.getByRole("button", { name: "Save" }).click();
  await dialog.getByRole("button", { name: "Take theirs" }).click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("Their second name");
});

test("the undo of a change of many leaves alone what a colleague changed since", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const [cap, hat] = [
    await api<{ product_id: string }>("POST", "/products", product({ name: "Cap", price: "10.00" })),
    await api<{ product_id: string }>("POST", "/products", product({ name: "Hat", price: "20.00" })),
  ];
  await signIn(page, email);
  await page.goto("/products");
  for (const name of ["Cap", "Hat"]) await page.getByLabel(`Select ${name}`).check();
  await page.getByRole("button", { name: "Change prices…" }).click();
  await page.getByRole("dialog").getByLabel("Percent").fill("50");
  await page.getByRole("dialog").getByRole("button", { name: "Change 2 prices" }).click();
  await expect(toast(page, "2 products are changed.")).toBeVisible();
  await api("PATCH", `/products/${hat.product_id}`, { price: "12.00" }, { "if-match": "*" });
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "1 product is as it was.")).toBeVisible();
  await expect(page.getByRole("alert").filter({ hasText: "“Hat” was left as it is: somebody has changed it since." })).toBeVisible();
  const prices = await Promise.all([cap, hat].map(({ product_id }) => api<{ price: string }>("GET", `/products/${product_id}`)));
  expect(prices.map(({ price }) => price)).toEqual(["10.00", "12.00"]);
});

test("a file and a form that go over the plan are told so, and the meter says it is used up", async ({ page, request }) => {
  const { email } = await newCompany(request);
  await signIn(page, email);
  await page.goto("/products/import");
  const rows = Array.from({ length: 101 }, (_, index) => `Thing ${index},9.50`);
  await page
    .getByLabel("CSV file", { exact: true })
    .setInputFiles({ name: "many.csv", mimeType: "text/csv", buffer: Buffer.from(["name,price", ...rows].join("\n")) });
  await page.getByRole("button", { name: "Check rows" }).click();
  await expect(page.getByRole("table", { name: "1 rejected row" }).getByRole("row", { name: /limit/ })).toBeVisible();
  await page.getByRole("button", { name: "Import 100 products" }).click();
  await page.getByRole("link", { name: "View products" }).click();
  await page.getByRole("link", { name: "New product" }).click();
  await page.getByLabel("Name", { exact: true }).fill("One too many");
  await page.getByLabel("Price in EUR").fill("1");
  await page.getByRole("button", { name: "Create product", exact: true }).click();
  await expect(page.getByRole("alert").filter({ hasText: "limit" })).toContainText(/Archive|plan/);
  await page.getByRole("link", { name: "Dashboard" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("meter", { name: "Products" })).toHaveAttribute("aria-valuetext", "100 of 100");
  await expect(page.getByText("used up")).toBeVisible();
});

test("at the limit of the plan the button stays and the refusal says what to do", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  for (let seat = 0; seat < 9; seat += 1) await api("POST", "/invitations", { email: `${unique("p")}@shop.example`, role: "viewer" });
  await signIn(page, email);
  await page.goto("/settings/people");
  await page.getByLabel("Email address").fill("one-too-many@shop.example");
  await page.getByRole("button", { name: "Send the invitation" }).click();
  await expect(page.getByRole("alert").filter({ hasText: "limit" })).toContainText("Remove a member or withdraw an invitation");
  await page.goto("/settings/plan");
  await expect(page.getByRole("meter", { name: "People and invitations" })).toHaveAttribute("aria-valuetext", "10 of 10");
});
