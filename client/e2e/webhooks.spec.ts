/** Webhooks and types of events, as an admin sets them up for a program. */
import { asOwner, expect, makePremium, newCompany, signIn, test } from "./base";
import { look, settled, visit } from "./screens";

test("an admin reads the catalogue, makes an endpoint for one type of events, and edits it @phone", async ({ page, request }) => {
  test.setTimeout(120_000);
  const company = await newCompany(request);
  await makePremium(request, company);
  const api = await asOwner(request, company.email);
  const chosen = async () => {
    const { items } = await api<{ items: { url: string; description: string | null; event_types: string[] }[] }>(
      "GET",
      "/webhook-endpoints",
    );
    return items.map(({ url, description, event_types }) => [url, description, event_types]);
  };
  const url = "https://hooks.example.com/shipped";
  await signIn(page, company.email);

  await visit(page, "/settings/event-types");
  const { items: types } = await api<{ items: { type: string; description: string }[] }>("GET", "/event-types");
  await expect(page.getByRole("article")).toHaveCount(types.length);
  const shipped = page.getByRole("article", { name: "order.shipped" });
  await shipped.getByText("Example of order.shipped").click();
  await expect(shipped.getByText('"previous_status": "confirmed"')).toBeVisible();
  await look(page, "catalogue with an example");

  await page.getByRole("link", { name: "Webhooks" }).first().click();
  const created = page.getByRole("region", { name: "Add a webhook endpoint" });
  await created.getByLabel("URL").fill(url);
  await created.getByRole("button", { name: "Single types: Orders" }).click();
  await created.getByLabel("order.shipped").check();
  await look(page, "webhooks with single types");
  await created.getByRole("button", { name: "Add the endpoint" }).click();
  await expect(page.getByLabel("Secret", { exact: true })).toHaveValue(/^whsec_/);
  expect(await chosen()).toEqual([[url, null, ["order.shipped"]]]);
  await page.getByLabel("I've saved this secret").check();
  await page.getByRole("button", { name: "Done" }).click();

  const edit = async () => {
    await page.getByRole("button", { name: `Actions for ${url}` }).click();
    await page.getByRole("menuitem", { name: "Edit…" }).click();
    const panel = page.getByRole("region", { name: `Edit ${url}` });
    await expect(panel.getByLabel("URL")).toBeFocused();
    await expect(panel.getByLabel("URL")).toBeInViewport();
    return panel;
  };
  const edited = await edit();
  await expect(edited.getByLabel("order.shipped")).toBeChecked();
  await edited.getByLabel("order.delivered").check();
  await edited.getByLabel("Low stock", { exact: true }).check();
  await edited.getByLabel("Description").fill("Parcels");
  await settled(page);
  await look(page, "an endpoint that is edited");
  await edited.getByRole("button", { name: "Save" }).click();
  await expect(edited).toHaveCount(0);
  await expect(page.getByRole("button", { name: `Actions for ${url}` })).toBeFocused();
  expect(await chosen()).toEqual([[url, "Parcels", ["inventory.*", "order.delivered", "order.shipped"]]]);

  // Another admin was quicker: nothing is lost before a person has compared.
  const again = await edit();
  const [{ webhook_endpoint_id: id }] = (await api<{ items: [{ webhook_endpoint_id: string }] }>("GET", "/webhook-endpoints")).items;
  await api("PATCH", `/webhook-endpoints/${id}`, { event_types: ["order.*"] }, { "if-match": "*" });
  await again.getByLabel("Description").fill("Parcels of the shop");
  await again.getByLabel("order.delivered").uncheck();
  await again.getByRole("button", { name: "Save" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("row", { name: "Events Low stock · order.shipped Orders" })).toBeVisible();
  await dialog.getByRole("button", { name: "Keep mine" }).click();
  await expect(again).toHaveCount(0);
  expect(await chosen()).toEqual([[url, "Parcels of the shop", ["inventory.*", "order.shipped"]]]);
});
