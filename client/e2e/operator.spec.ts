import { asOwner, expect, newCompany, OPERATOR, product, signIn, test, unique } from "./base";

test(
  "the operator sees how the installation does, as pictures and as tables, and it refreshes by itself",
  { tag: "@phone" },
  async ({ page, request }) => {
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
  },
);

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

test("a tenant with a silo of its own shows the steps in which it was made", { tag: "@phone" }, async ({ page }) => {
  await signIn(page, OPERATOR.email, OPERATOR.password, true);
  await page.goto("/operator/tenants/new");
  await page.getByLabel("Company name").fill(unique("Nordlicht "));
  await page.getByLabel("Email address of the owner").fill(`${unique("it")}@nordlicht.example`);
  await page.getByLabel("Placement").selectOption("silo");
  await page.getByRole("button", { name: "Create the tenant" }).click();
  const operation = page.getByRole("article", { name: "Setting up a silo" });
  await expect(operation.getByRole("listitem").filter({ hasText: "Create the place" })).toContainText("Done");
  await expect(page.getByRole("status").filter({ hasText: "Setting up a silo: Done" })).toHaveCount(1);
});
