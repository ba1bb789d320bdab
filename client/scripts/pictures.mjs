// Takes the README's pictures of a running app with the demo's data:
// TENANTRY_URL, TENANTRY_EMAIL and TENANTRY_PASSWORD say which and who.
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const { TENANTRY_URL: baseURL, TENANTRY_EMAIL: email = "", TENANTRY_PASSWORD: password = "" } = process.env;
const images = fileURLToPath(new URL("../../docs/images/", import.meta.url));
const desk = { width: 1360, height: 900 };
const PICTURES = [
  { name: "dashboard", path: "/", colorScheme: "light", viewport: desk },
  { name: "orders-dark", path: "/orders", colorScheme: "dark", viewport: desk },
  { name: "products-phone", path: "/products", colorScheme: "light", viewport: { width: 390, height: 844 } },
];

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const { name, path, colorScheme, viewport } of PICTURES) {
  const page = await browser.newPage({ baseURL, colorScheme, viewport, locale: "en-GB" });
  await page.goto(`/signin?next=${encodeURIComponent(path)}`);
  await page.getByLabel("Email address").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("link", { name: "Dashboard" }).first().waitFor();
  await page.waitForLoadState("networkidle");
  await page.waitForTimeout(500);
  await page.screenshot({ path: `${images}/${name}.png` });
  await page.close();
}
await browser.close();
