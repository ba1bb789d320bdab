import { asOwner, expect, newCompany, OPERATOR, product, signIn, test, unique } from "./base";

test("the operator sees how the installation does, as pictures and as tables, and it refreshes by itself", { tag: "@phone" }, async ({ page, request }) => {
  const { email } = await newCompany(request);
  const api = await asOwner(request, email);
  await api("POST", "/products", product());
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  await page.getByRole("link", { name: "System" }).filter({ visible: true }).click();
  await expect(page.getByRole("heading", { level: 1, name: "System" })).toBeVisible();
  const health = page.getByRole("region", { name: "Health" });
  await expect(health.getByRole("listitem").filter({ hasText: "The pool" })).toContainText("OK");
  await expect(page.getByRole("img", { name: /^Requests by minute/ })).toBeVisible();
  await page.getByRole("switch", { name: "As a table" }).press("Space");
  const traffic = page.getByRole("region", { name: "Traffic by minute" });
  await expect(traffic.getByRole("row")).not.toHaveCount(1);
  await expect(page.getByRole("table", { name: "Routes" }).getByText("POST /v1/products", { exact: true })).toBeVisible();
  const again = await page.waitForResponse((response) => response.url().endsWith("/v1/system"), { timeout: 20_000 });
  expect(again.ok()).toBe(true);
});

test("the list of tenants says what each used of its plan, its errors and what it costs", async ({ page, request }) => {
  const company = await newCompany(request);
  const api = await asOwner(request, company.email);
  for (let seat = 0; seat < 8; seat += 1) await api("POST", "/invitations", { email: `${unique("p")}@shop.example`, role: "viewer" });
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  const row = page.getByRole("row").filter({ hasText: company.name });
  await expect(row).toContainText("90% of people");
  await expect(row).toContainText(/\$0\.0/);
  // What nobody looks at is not asked for.
  const asked: string[] = [];
  page.on("request", (sent) => void (/\/usage/.test(sent.url()) && asked.push(sent.url())));
  await page.goto("/operator?hide=use,errors,cost");
  await expect(row).toBeVisible();
  expect(asked).toEqual([]);
});
