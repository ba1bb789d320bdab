import { printed } from "./pdf";
import { asOwner, expect, newCompany, product, signIn, test, toast, unique } from "./base";

test("an order is placed, confirmed and shipped; another is cancelled and restocked", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string; sku: string }>("POST", "/products", product({ inventory: 5 }));
  await signIn(page, email);
  await page.goto("/orders/new");
  await page.getByRole("button", { name: "Place the order" }).click();
  await expect(page.getByText("Add at least one product.")).toBeVisible();
  await page.getByPlaceholder("Add a product by its name or SKU, or scan it").click();
  await page.keyboard.type(board.sku.toLowerCase());
  await page.getByRole("option", { name: /Walnut board/ }).click();
  await page.getByLabel("Quantity of Walnut board").fill("9");
  await page.getByLabel("Email address").fill("ada@example.com");
  await page.getByLabel("Street and number").fill("Am Markt 1");
  await page.getByLabel("Postal code").fill("53111");
  await page.getByLabel("City").fill("Bonn");
  await page.getByRole("button", { name: "Place the order" }).click();
  await expect(page.getByText("Only 5 left.")).toBeVisible();
  await page.getByLabel("Quantity of Walnut board").fill("2");
  await expect(page.getByText("€129.00").first()).toBeVisible();
  await page.getByRole("button", { name: "Place the order" }).click();
  await expect(page.getByRole("heading", { name: /^Order \S+ Pending/ })).toBeVisible();
  await page.getByRole("button", { name: "Confirm", exact: true }).click();
  await expect(page.getByRole("heading", { name: /Confirmed/ })).toBeVisible();
  await page.getByRole("button", { name: "Ship", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Tracking number").fill("RR123");
  await page.getByRole("dialog").getByRole("button", { name: "Ship" }).click();
  await expect(page.getByRole("heading", { name: /Shipped/ })).toBeVisible();
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(timeline.getByText("Shipped by you")).toBeVisible();
  await expect(timeline.getByText("Placed by you")).toBeVisible();
  await expect(timeline.getByText(/Mail to the customer/)).toHaveCount(3);

  const order = { customer_email: "ada@example.com", items: [{ product_id: board.product_id, quantity: 3 }] };
  const second = await api<{ order_id: string }>("POST", "/orders", order, { "idempotency-key": unique("k") });
  await page.goto(`/orders/${second.order_id}`);
  await page.getByRole("button", { name: "Cancel order…" }).click();
  await expect(page.getByRole("dialog").getByRole("button", { name: "Cancel order" })).toBeDisabled();
  await page.getByRole("dialog").getByLabel("Reason").fill("Ordered twice");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel order" }).click();
  await expect(page.getByRole("heading", { name: /Cancelled/ })).toBeVisible();
  await expect(page.getByLabel("Note", { exact: true })).toHaveValue("Cancelled: Ordered twice");
  const left = await api<{ inventory: number }>("GET", `/products/${board.product_id}`);
  expect(left.inventory).toBe(3);
});

test("many orders are confirmed and shipped in one go", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  for (let index = 0; index < 4; index += 1) {
    await api(
      "POST",
      "/orders",
      { customer_email: `c${index}@example.com`, items: [{ product_id: board.product_id, quantity: 1 }] },
      { "idempotency-key": unique("k") },
    );
  }
  await signIn(page, email);
  await page.goto("/orders?status=pending");
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("button", { name: "Confirm 4…" }).click();
  await expect(page.getByRole("dialog")).toContainText("Each customer gets an email. This can't be undone.");
  await page.getByRole("dialog").getByRole("button", { name: "Confirm 4 orders" }).click();
  await expect(page.getByRole("dialog").getByText("4 orders done")).toBeVisible();
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(page.getByText("No order matches")).toBeVisible();
  await page.getByRole("link", { name: /^Confirmed/ }).click();
  await page
    .getByRole("button", { name: /^Ship: order/ })
    .first()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Ship" }).click();
  await expect(toast(page, "shipped")).toBeVisible();

  // The rest goes together, one with a tracking number of its own.
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("button", { name: "Ship 3…" }).click();
  await page.getByRole("dialog").getByRole("textbox").nth(1).fill("RR 456");
  await page.getByRole("dialog").getByRole("button", { name: "Ship 3 orders" }).click();
  await expect(page.getByRole("dialog").getByText("3 orders done")).toBeVisible();
  const { items } = await api<{ items: { status: string; tracking: string | null }[] }>("GET", "/orders");
  expect(items.map(({ status }) => status)).toEqual(["shipped", "shipped", "shipped", "shipped"]);
  expect(items.map(({ tracking }) => tracking).filter(Boolean)).toEqual(["RR 456"]);
});

test("a scanner adds lines: SKU or barcode and Enter, again and again, and the order is not placed by it", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ sku: string }>("POST", "/products", product());
  await api("POST", "/products", product({ name: "Cap", sku: `${board.sku}-2`, barcode: "4006381333931" }));
  await api("POST", "/products", product({ name: "Gone", sku: "GONE-1", inventory: 0 }));
  await signIn(page, email);
  await page.goto("/orders/new");
  const picker = page.getByRole("textbox", { name: "Add a product" });
  await picker.click();
  // As fast as a scanner types, without waiting for what is found.
  for (const code of [board.sku.toLowerCase(), "4006381333931", board.sku, board.sku]) {
    await page.keyboard.insertText(code);
    await page.keyboard.press("Enter");
  }
  await expect(page.getByLabel("Quantity of Walnut board")).toHaveValue("3");
  await expect(page.getByLabel("Quantity of Cap")).toHaveValue("1");
  await expect(picker).toBeFocused();
  await page.keyboard.insertText("NO-SUCH");
  await page.keyboard.press("Enter");
  await expect(page.getByText("No product has the SKU, barcode or name “NO-SUCH”.")).toBeVisible();
  await page.keyboard.insertText("GONE-1");
  await page.keyboard.press("Enter");
  await expect(page.getByText("“Gone” is out of stock.")).toBeVisible();
  expect(new URL(page.url()).pathname).toBe("/orders/new");
});

test("fifty lines are printed on several sheets, each with its number, and the total once", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const items: { product_id: string; quantity: number }[] = [];
  for (let index = 0; index < 50; index += 1) {
    const made = await api<{ product_id: string }>("POST", "/products", product({ name: `Thing ${index}`, price: "10.00" }));
    items.push({ product_id: made.product_id, quantity: 1 });
  }
  const order = await api<{ order_id: string; number: string }>(
    "POST",
    "/orders",
    { customer_email: "a@example.com", items },
    { "idempotency-key": unique("k") },
  );
  await signIn(page, email);
  for (const kind of ["slip", "invoice"] as const) {
    await page.goto(`/orders/${order.order_id}/print/${kind}`);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const paper = printed(await page.pdf({ format: "A4" }));
    const words = paper.text.replaceAll(" ", "");
    expect(paper.pages).toBeGreaterThan(1);
    for (let sheet = 1; sheet <= paper.pages; sheet += 1) expect(words).toContain(`${sheet}/${paper.pages}`);
    expect(words).not.toContain("Skiptothecontent");
    const totals = kind === "invoice" ? words.split("500.00").length - 1 : words.split("Items50").length - 1;
    expect(totals, words).toBe(1);
    // The heads of the columns stand on each sheet.
    expect(words.split("Quantity").length - 1).toBe(paper.pages);
  }
});

test("a packing slip names no price and an invoice does, on one page of paper", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  const board = await api<{ product_id: string }>("POST", "/products", product());
  const order = await api<{ order_id: string }>(
    "POST",
    "/orders",
    { customer_email: "a@example.com", items: [{ product_id: board.product_id, quantity: 2 }] },
    { "idempotency-key": unique("k") },
  );
  await signIn(page, email);
  for (const [kind, priced] of [
    ["slip", false],
    ["invoice", true],
  ] as const) {
    await page.goto(`/orders/${order.order_id}/print/${kind}`);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText(priced ? "Invoice" : "Packing slip");
    await page.emulateMedia({ media: "print" });
    await expect(page.getByRole("navigation")).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Print" })).toHaveCount(0);
    expect((await page.locator("article").innerText()).includes("€")).toBe(priced);
    const paper = printed(await page.pdf({ format: "A4" }));
    expect(paper.pages).toBe(1);
    // Kerning splits words, so blanks tell nothing.
    const words = paper.text.replaceAll(" ", "");
    expect(words).toContain("Walnutboard");
    expect(words).toContain(priced ? "Invoice" : "Packingslip");
    expect(words.includes("129.00"), words).toBe(priced);
    expect(words.includes("€"), words).toBe(priced);
    expect(words).not.toMatch(/Dashboard|Signout/);
    await page.emulateMedia({ media: "screen" });
  }
});
