/** Products out of another shop's file, and what is done with many at once. */
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Page } from "@playwright/test";
import { asOwner, expect, newCompany, product, signIn, test, toast } from "./base";

const FILE = fileURLToPath(new URL("./files/shop-export.csv", import.meta.url));

const counts = (page: Page, name: string) => page.getByRole("group", { name }).locator("dl > div").allInnerTexts();

test(
  "a shop's export is previewed, checked, imported, and its rejected rows come back as a file",
  { tag: "@phone" },
  async ({ page, request }) => {
    const { email } = await newCompany(request);
    await signIn(page, email);
    await page.goto("/products");
    await page.getByRole("link", { name: "Import a file" }).click();
    await page.getByLabel("CSV file", { exact: true }).setInputFiles(FILE);

    await expect(page.getByText("Recognized as a product export from Shopify")).toBeVisible();
    await expect(page.getByLabel("Column for Name")).toHaveValue("Title");
    await expect(page.getByLabel("Column for Price")).toHaveValue("Variant Price");
    await expect(page.getByLabel("Column for Stock")).toHaveValue("Variant Inventory Qty");
    await expect(page.getByRole("row", { name: /^SKU/ }).getByText("SLP-38")).toBeVisible();
    await page.getByRole("button", { name: "Check rows" }).click();

    await expect(page.getByRole("heading", { name: "Check before importing" })).toBeVisible();
    expect(await counts(page, "What will be imported")).toEqual([
      "to create\n5",
      "to update\n0",
      "unchanged\n0",
      "rejected\n1",
      "rows without a product\n1",
    ]);
    const rejected = page.getByRole("table", { name: "1 rejected row" });
    await expect(rejected.getByRole("row", { name: /8 Variant Price 9,90 has a decimal comma/ })).toBeVisible();
    await expect(
      page.getByRole("table", { name: "1 remark" }).getByRole("row", { name: /7 Variant Inventory Qty -4 the file says -4/ }),
    ).toBeVisible();
    await expect(
      page.getByRole("table", { name: "Changes" }).getByRole("row", { name: /2 Felt Slippers - 38 new .*Price 39.90/ }),
    ).toBeVisible();

    await page.getByRole("button", { name: "Import 5 products" }).click();
    await expect(page.getByText("shop-export.csv is imported.")).toBeVisible();
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Download rejected rows" }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^products-to-fix-\d{4}-\d{2}-\d{2}\.csv$/);
    const lines = (await readFile(await download.path(), "utf8")).trim().split("\r\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/,error$/);
    expect(lines[1]).toContain('"9,90"');

    await page.getByRole("link", { name: "View products" }).click();
    await expect(page.getByRole("link", { name: "Felt Slippers - 38" })).toBeVisible();
    await expect(page.getByRole("link", { name: "Linen Apron - Ecru / One" })).toBeVisible();
    await page.getByRole("link", { name: "Felt Slippers - 38" }).click();
    await expect(page.getByLabel("Description")).toHaveValue("Warm & light.\n\n- Wool felt\n- Leather sole");

    // A second time there is nothing to do, and the page says so.
    await page.goto("/products/import");
    await page.getByLabel("CSV file", { exact: true }).setInputFiles(FILE);
    await page.getByRole("button", { name: "Check rows" }).click();
    await expect(page.getByText("There is nothing to do with this file.")).toBeVisible();
    await expect(page.getByRole("button", { name: "Import 0 products" })).toBeDisabled();
  },
);

test("columns that can't be matched automatically are chosen by hand", async ({ page, request }) => {
  const { email } = await newCompany(request);
  await signIn(page, email);
  await page.goto("/products/import");
  await page
    .getByLabel("CSV file", { exact: true })
    .setInputFiles({ name: "odd.csv", mimeType: "text/csv", buffer: Buffer.from("Was;Wieviel;Wert\nHut;7;12.50\n") });
  await expect(page.getByText("Choose the column that holds the name, or the one that holds the SKU.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Check rows" })).toBeDisabled();
  await page.getByLabel("Column for Name").selectOption("Was");
  await page.getByLabel("Column for Price").selectOption("Wert");
  await page.getByLabel("Column for Stock").selectOption("Wieviel");
  await page.getByRole("button", { name: "Check rows" }).click();
  await page.getByRole("button", { name: "Import 1 product" }).click();
  await page.getByRole("link", { name: "View products" }).click();
  await expect(page.getByRole("row", { name: /Hut .* €12.50/ })).toBeVisible();
});

test("prices of many are changed in one go and set back by undo; the export has what the filters show", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  for (const fields of [
    { name: "Cap", price: "10.00", category: "Hats" },
    { name: "Beret", price: "15.05", category: "Hats" },
    { name: "Scarf", price: "20.00", category: "Scarves" },
  ]) {
    await api("POST", "/products", product(fields));
  }
  await signIn(page, email);
  await page.goto("/products?category=Hats");
  await page.getByLabel("Select all on this page").check();
  await page.getByRole("button", { name: "Change prices…" }).click();
  const dialog = page.getByRole("dialog", { name: "Change the prices of 2 products" });
  await dialog.getByLabel("Percent").fill("10");
  await expect(dialog.getByText("€15.05 → €13.55")).toBeVisible();
  await dialog.getByRole("button", { name: "Change 2 prices" }).click();
  await expect(toast(page, "2 products are changed.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Price of Beret: €13.55/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /Price of Cap: €9.00/ })).toBeVisible();

  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export what the filters show" }).click(),
  ]);
  const table = await readFile(await download.path(), "utf8");
  expect(table).toContain("Beret");
  expect(table).not.toContain("Scarf");

  await page.getByRole("button", { name: "Undo" }).click();
  await expect(toast(page, "2 products are as they were.")).toBeVisible();
  await expect(page.getByRole("button", { name: /Price of Beret: €15.05/ })).toBeVisible();
  await expect(page.getByRole("button", { name: /Price of Cap: €10.00/ })).toBeVisible();
});
