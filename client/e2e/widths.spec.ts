/** Every page at every width from a small phone to a large desk: nothing scrolls sideways, and a phone shows enough rows. */
import type { Page } from "@playwright/test";
import { asOwner, expect, makePremium, newCompany, OPERATOR, product, signIn, test, unique } from "./base";
import { settled, visit } from "./screens";

test.setTimeout(240_000);

/** With the breakpoints on both sides, and a desk at 200 % and 400 % (1280 px as 640 and 320). */
const WIDTHS = [320, 360, 390, 480, 600, 640, 768, 860, 861, 1000, 1024, 1243, 1440, 1920];

/** What is wider than the page, or scrolls sideways within it though it is a list of the app. */
const tooWide = () => {
  const root = document.documentElement;
  const found = root.scrollWidth > root.clientWidth ? [`page: ${root.scrollWidth} in ${root.clientWidth}`] : [];
  for (const table of document.querySelectorAll("table")) {
    const sheet = table.parentElement!;
    if (sheet.scrollWidth > sheet.clientWidth + 1 && !sheet.matches("[class*='wide'], article"))
      found.push(`${table.getAttribute("aria-label")}: ${sheet.scrollWidth} in ${sheet.clientWidth}`);
  }
  return found;
};

async function fits(page: Page, what: string) {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    expect.soft(await page.evaluate(tooWide), `${what} at ${width}`).toEqual([]);
  }
}

async function walk(page: Page, paths: string[]) {
  for (const path of paths) {
    await page.setViewportSize({ width: 1440, height: 900 });
    await visit(page, path);
    await fits(page, path);
  }
}

/** Rows that are whole in sight, between what stands above and the bar below. */
async function rowsInSight(page: Page): Promise<number> {
  return page.evaluate(() => {
    const bar = [...document.querySelectorAll("nav")].find((nav) => getComputedStyle(nav).position === "fixed");
    const end = bar?.getBoundingClientRect().top ?? innerHeight;
    return [...document.querySelectorAll("tbody tr")].filter((row) => row.getBoundingClientRect().bottom <= end).length;
  });
}

test("no page of a company is wider than its screen, and a phone shows six rows", async ({ page, request }) => {
  const company = await newCompany(request);
  await makePremium(request, company);
  const api = await asOwner(request, company.email);
  const ids: string[] = [];
  for (let index = 0; index < 9; index += 1) {
    const name = index === 0 ? "A walnut cutting board with a name that goes on for longer than anybody needs" : `Thing ${index}`;
    const made = await api<{ product_id: string }>("POST", "/products", product({ name, inventory: index, barcode: "4006381333931" }));
    ids.push(made.product_id);
  }
  const orders: string[] = [];
  for (let index = 0; index < 9; index += 1) {
    const { order_id } = await api<{ order_id: string }>(
      "POST",
      "/orders",
      {
        customer_email: index === 0 ? "someone.with.a.long.name@customers-of-the-shop.example" : `ada${index}@customers.example`,
        ...(index === 0 && { external_ref: "REFERENCE-0" }),
        items: [{ product_id: ids[8]!, quantity: 1 }],
      },
      { "idempotency-key": unique("k") },
    );
    orders.push(order_id);
    if (index === 7) break;
  }
  await api("POST", "/invitations", { email: `${unique("a.rather.long.address")}@shop.example`, role: "staff" });
  await api("POST", "/webhook-endpoints", {
    url: "https://hooks-of-a-rather-long-name.shop.example.com/tenantry/webhooks",
    event_types: ["order.*", "product.archived", "tenant.limits_changed"],
  });
  await signIn(page, company.email);
  await walk(page, [
    "/",
    "/products",
    `/products/${ids[0]}`,
    "/products/new",
    "/products/import",
    "/orders",
    "/orders/new",
    `/orders/${orders[0]}`,
    `/orders/${orders[0]}/print/slip`,
    `/orders/${orders[0]}/print/invoice`,
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
    "/nowhere",
  ]);
  await visit(page, "/settings/webhooks");
  await page.getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: "Edit…" }).click();
  await expect(page.getByRole("region", { name: /^Edit https/ }).getByLabel("product.archived")).toBeChecked();
  await fits(page, "an endpoint that is edited");
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of ["/orders", "/products"]) {
    await visit(page, path);
    expect.soft(await rowsInSight(page), path).toBeGreaterThanOrEqual(6);
  }
});

test("no page of an operator is wider than their screen", async ({ page, request }) => {
  await newCompany(request);
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  const tenant = await page.locator("tbody a").first().getAttribute("href");
  await walk(page, [
    "/operator",
    "/operator/tenants/new",
    tenant!,
    "/operator/system",
    "/operator/alarms",
    "/operator/dead-letters",
    "/operator/security",
  ]);
});

test("what moves holds still for people who ask for it, and colours of their own keep everything in sight", async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  await api("POST", "/products", product());
  await page.emulateMedia({ reducedMotion: "reduce", forcedColors: "active" });
  await signIn(page, email);
  await page.getByRole("button", { name: /^Account of/ }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  expect(
    await page.evaluate(() => document.getAnimations().filter(({ effect }) => Number(effect?.getComputedTiming().duration) > 20).length),
  ).toBe(0);
  await page.keyboard.press("Escape");
  await settled(page);
  // Lines and buttons are drawn with the person's own colours, not with a background that is taken away.
  const line = page
    .getByRole("img", { name: /Revenue over time/ })
    .locator("path")
    .last();
  expect(await line.evaluate((path) => getComputedStyle(path).stroke)).not.toBe("none");
  await visit(page, "/products");
  const button = page.getByRole("link", { name: "New product" });
  expect(await button.evaluate((link) => getComputedStyle(link).borderStyle)).toBe("solid");
});
