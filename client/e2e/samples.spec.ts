import { expect, newCompany, signIn, test, toast } from "./base";

test("a new company looks around with sample data and takes it away again", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  await signIn(page, email);
  await page.getByRole("button", { name: "Add sample data" }).click();
  await expect(toast(page, "Sample data is here")).toBeVisible({ timeout: 30_000 });
  const notice = page.getByRole("region", { name: "Sample data" });
  await expect(notice.getByText("12 products and 40 orders are sample data")).toBeVisible();
  await expect(page.getByRole("link", { name: /^Revenue €0\.00/ })).toHaveCount(0, { timeout: 15_000 });
  // The steps are about what is the company's own.
  await expect(page.getByRole("link", { name: "Create a product" })).toBeVisible();

  await notice.getByRole("button", { name: "Remove it…" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove the sample data" }).click();
  await expect(toast(page, "The sample data is gone.")).toBeVisible({ timeout: 30_000 });
  await expect(notice).toHaveCount(0);
  await expect(page.getByRole("link", { name: /^Revenue €0\.00/ })).toBeVisible({ timeout: 15_000 });
  await expect(page.getByRole("button", { name: "Add sample data" })).toBeVisible();
});
