import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { signIn } from "@/api/session";
import type { EventType, WebhookDelivery, WebhookEndpoint } from "@/api/types";
import { member, show } from "@/test/render";
import { Webhooks } from "./Webhooks";

const origin = "http://localhost";
const server = setupServer();
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=";
const shop: WebhookEndpoint = {
  webhook_endpoint_id: "w1",
  url: "https://shop.example/hooks",
  description: "Shop sync",
  event_types: ["order.*", "product.created"],
  enabled: true,
  disabled_reason: null,
  disabled_at: null,
  failing_since: null,
  previous_secret_ends_at: null,
  version: 1,
  created_at: "2026-03-01T10:00:00Z",
  updated_at: "2026-03-01T10:00:00Z",
};
const dead: WebhookEndpoint = {
  ...shop,
  webhook_endpoint_id: "w2",
  url: "https://old.example/hooks",
  description: null,
  event_types: [],
  enabled: false,
  disabled_reason: "failing",
  disabled_at: "2026-03-06T10:00:00Z",
  version: 4,
};
const failed: WebhookDelivery = {
  webhook_delivery_id: "d1",
  webhook_endpoint_id: "w1",
  event_id: "e1",
  event_type: "order.placed",
  status: "failed",
  tries: 10,
  next_try_at: null,
  last_try: { at: "2026-03-02T10:00:00Z", took_ms: 31, status: 503, body: "too busy", error: null },
  request_body: '{"id":"e1","type":"order.placed"}',
  created_at: "2026-03-01T10:00:00Z",
};
const type = (name: string, description: string): EventType => ({
  type: name,
  description,
  example: { id: "e1", type: name, version: 1, timestamp: "2026-03-01T10:00:00.000Z", data: {}, link: "/v1/orders/1" },
  role: "viewer",
  since: "0.2.0",
  version: 1,
});
const types = [
  type("order.placed", "An order was placed."),
  type("order.shipped", "An order was shipped."),
  type("product.created", "A product was created."),
  type("appointment.booked", "An appointment was booked."),
];
let endpoints: WebhookEndpoint[];
let sent: unknown[];

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  endpoints = [shop, dead];
  sent = [];
  const path = `${origin}/v1/webhook-endpoints`;
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/event-types`, () => HttpResponse.json({ items: types })),
    http.get(path, () => HttpResponse.json({ items: endpoints, next_cursor: null })),
    http.post(path, async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ secret: SECRET, webhook_endpoint: { ...shop, webhook_endpoint_id: "w3" } }, { status: 201 });
    }),
    http.patch(`${path}/:id`, async ({ request, params }) => {
      sent.push([params.id, request.headers.get("if-match"), await request.json()]);
      endpoints = endpoints.map((known) =>
        known.webhook_endpoint_id === params.id ? { ...known, enabled: true, disabled_reason: null } : known,
      );
      return HttpResponse.json(endpoints[1]);
    }),
    http.delete(`${path}/:id`, ({ params }) => {
      endpoints = endpoints.filter(({ webhook_endpoint_id }) => webhook_endpoint_id !== params.id);
      return new HttpResponse(null, { status: 204 });
    }),
    http.post(`${path}/w1/rotate-secret`, async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ secret: SECRET, webhook_endpoint: { ...shop, version: 2 } });
    }),
    http.post(`${path}/w1/test`, () => {
      sent.push("test");
      return HttpResponse.json(
        { ...failed, webhook_delivery_id: "d2", event_type: "webhook_endpoint.test", status: "pending" },
        { status: 202 },
      );
    }),
    http.get(`${path}/w1/deliveries`, () => HttpResponse.json({ items: [failed], next_cursor: null })),
    http.post(`${path}/w1/deliveries/d1/replay`, () => {
      sent.push("replay d1");
      return HttpResponse.json({ ...failed, status: "pending" }, { status: 202 });
    }),
    http.post(`${path}/w1/replay`, async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ replayed: 3 });
    }),
  );
  await signIn("ada@shop.example", "right");
});

async function choose(url: string, entry: string) {
  await userEvent.click(await screen.findByRole("button", { name: `Actions for ${url}` }));
  await userEvent.click(await screen.findByRole("menuitem", { name: entry }));
}

it("adds an endpoint with chosen events and shows its secret until it is saved", async () => {
  show(<Webhooks />);
  await userEvent.type(await screen.findByLabelText("URL"), "https://new.example/hooks");
  await userEvent.click(await screen.findByLabelText("Orders"));
  await userEvent.click(screen.getByText("Add the endpoint"));
  expect(await screen.findByLabelText("Secret")).toHaveValue(SECRET);
  expect(sent).toEqual([{ url: "https://new.example/hooks", description: null, event_types: ["order.*"], enabled: true }]);
  expect(screen.getByText("Done").closest("button")).toBeDisabled();
  await userEvent.click(screen.getByLabelText("I've saved this secret"));
  await userEvent.click(screen.getByText("Done"));
  expect(screen.queryByLabelText("Secret")).toBeNull();
}, 20_000);

it("adds an endpoint for single types, and for a whole group instead of its types", async () => {
  show(<Webhooks />);
  await userEvent.type(await screen.findByLabelText("URL"), "https://new.example/hooks");
  await userEvent.click(await screen.findByRole("button", { name: "Single types: Orders" }));
  await userEvent.click(screen.getByLabelText("order.shipped"));
  expect(screen.getByLabelText("Orders")).toBePartiallyChecked();
  // A type that only this installation has is chosen by its own name.
  await userEvent.click(screen.getByRole("button", { name: "Single types: appointment.*" }));
  expect(screen.getByText("An appointment was booked.")).toBeInTheDocument();
  await userEvent.click(screen.getByLabelText("appointment.booked"));
  await userEvent.click(screen.getByLabelText("Products"));
  await userEvent.click(screen.getByText("Add the endpoint"));
  await screen.findByLabelText("Secret");
  expect((sent[0] as WebhookEndpoint).event_types).toEqual(["appointment.booked", "order.shipped", "product.*"]);

  await userEvent.click(screen.getByLabelText("I've saved this secret"));
  await userEvent.click(screen.getByText("Done"));
  await userEvent.type(await screen.findByLabelText("URL"), "https://other.example/hooks");
  await userEvent.click(await screen.findByRole("button", { name: "Single types: Orders" }));
  await userEvent.click(screen.getByLabelText("order.shipped"));
  await userEvent.click(screen.getByLabelText("Orders"));
  expect(screen.getByLabelText("order.placed")).toBeChecked();
  expect(screen.getByLabelText("order.placed")).toBeDisabled();
  await userEvent.click(screen.getByText("Add the endpoint"));
  await screen.findByLabelText("Secret");
  expect((sent[1] as WebhookEndpoint).event_types).toEqual(["order.*"]);
}, 40_000);

it("changes what was changed by the version that was seen, and keeps types that are listed no more", async () => {
  endpoints = [{ ...shop, event_types: ["product.created", "order.*", "gone.away"] }, dead];
  show(<Webhooks />);
  await choose(shop.url, "Edit…");
  const panel = await screen.findByRole("region", { name: `Edit ${shop.url}` });
  await waitFor(() => expect(within(panel).getByLabelText("URL")).toHaveFocus());
  expect(within(panel).getByRole("button", { name: "Save" })).toBeDisabled();
  expect(await within(panel).findByLabelText("product.created")).toBeChecked();
  expect(within(panel).getByLabelText("gone.away")).toBeChecked();
  await userEvent.click(within(panel).getByLabelText("product.created"));
  await userEvent.clear(within(panel).getByLabelText("Description"));
  await userEvent.click(within(panel).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent).toEqual([["w1", '"1"', { description: null, event_types: ["gone.away", "order.*"] }]]));
  await waitFor(() => expect(screen.queryByRole("region", { name: `Edit ${shop.url}` })).toBeNull());
}, 20_000);

/** The answer to a change of what another admin has changed in between. */
function changedTo(theirs: WebhookEndpoint) {
  const path = `${origin}/v1/webhook-endpoints/w1`;
  server.use(
    http.get(path, () => HttpResponse.json(theirs)),
    http.patch(path, async ({ request }) => {
      const seen = request.headers.get("if-match");
      sent.push([seen, await request.json()]);
      if (seen === `"${theirs.version}"`) return HttpResponse.json(theirs);
      return HttpResponse.json(
        { code: "stale", title: "Stale", status: 412 },
        { status: 412, headers: { "content-type": "application/problem+json" } },
      );
    }),
  );
}

it("compares what two admins changed, and keeps what the other did not touch", async () => {
  changedTo({ ...shop, url: "https://theirs.example/hooks", description: "Theirs", version: 2 });
  show(<Webhooks />);
  await choose(shop.url, "Edit…");
  const panel = await screen.findByRole("region", { name: `Edit ${shop.url}` });
  await userEvent.clear(within(panel).getByLabelText("Description"));
  await userEvent.type(within(panel).getByLabelText("Description"), "Mine");
  await userEvent.click(within(panel).getByRole("button", { name: "Save" }));
  const dialog = await screen.findByRole("dialog");
  expect(
    within(dialog)
      .getAllByRole("row")
      .map(({ textContent }) => textContent),
  ).toEqual(["FieldYoursTheirs", "DescriptionMineTheirs"]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Keep mine" }));
  await waitFor(() =>
    expect(sent).toEqual([
      ['"1"', { description: "Mine" }],
      ['"2"', { description: "Mine" }],
    ]),
  );
}, 20_000);

it("takes what the other admin wrote into the form", async () => {
  changedTo({ ...shop, description: "Theirs", version: 2 });
  show(<Webhooks />);
  await choose(shop.url, "Edit…");
  const panel = await screen.findByRole("region", { name: `Edit ${shop.url}` });
  await userEvent.type(within(panel).getByLabelText("Description"), "!");
  await userEvent.click(within(panel).getByRole("button", { name: "Save" }));
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Take theirs" }));
  await waitFor(() => expect(within(panel).getByLabelText("Description")).toHaveValue("Theirs"));
}, 20_000);

it("asks nothing where the installation alone has changed the endpoint in between", async () => {
  changedTo({ ...shop, enabled: false, disabled_reason: "failing", version: 2 });
  show(<Webhooks />);
  await choose(shop.url, "Edit…");
  const panel = await screen.findByRole("region", { name: `Edit ${shop.url}` });
  await userEvent.type(within(panel).getByLabelText("Description"), "!");
  await userEvent.click(within(panel).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(sent.map((change) => (change as string[])[0])).toEqual(['"1"', '"2"']));
  expect(screen.queryByRole("dialog")).toBeNull();
}, 20_000);

it("shows how a receiver verifies a signature", async () => {
  show(<Webhooks />);
  const panel = await screen.findByRole("region", { name: "Verify a signature" });
  expect(within(panel).getByText(/from standardwebhooks\.webhooks import Webhook/)).toBeVisible();
  await userEvent.click(within(panel).getByRole("tab", { name: "TypeScript" }));
  expect(within(panel).getByText(/import \{ Webhook \} from "standardwebhooks"/)).toBeVisible();
  localStorage.clear();
});

it("says what each endpoint gets and how it does", async () => {
  show(<Webhooks />);
  expect(await screen.findByText("Orders · product.created")).toBeInTheDocument();
  expect(screen.getByText("All events")).toBeInTheDocument();
  expect(screen.getByText("Enabled")).toBeInTheDocument();
  expect(screen.getByText("Every delivery failed for five days")).toBeInTheDocument();
});

it("replaces a secret with the overlap that was chosen", async () => {
  show(<Webhooks />);
  await choose(shop.url, "Replace the secret…");
  const dialog = await screen.findByRole("dialog");
  await userEvent.selectOptions(within(dialog).getByLabelText("The present secret ends"), "In a week");
  await userEvent.click(within(dialog).getByRole("button", { name: "Replace the secret" }));
  expect(await screen.findByLabelText("Secret")).toHaveValue(SECRET);
  expect(sent).toEqual([{ overlap_hours: 168 }]);
}, 20_000);

it("enables an endpoint by the version that was seen, and removes one", async () => {
  show(<Webhooks />);
  await choose(dead.url, "Enable");
  await waitFor(() => expect(sent).toEqual([["w2", '"4"', { enabled: true }]]));
  await choose(shop.url, "Remove…");
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: `Actions for ${shop.url}` })).toBeNull());
}, 20_000);

it("tests an endpoint, shows request and answer, and replays", async () => {
  show(<Webhooks />);
  await choose(shop.url, "Send a test event");
  const panel = await screen.findByRole("region", { name: `Deliveries to ${shop.url}` });
  expect(sent).toEqual(["test"]);
  await userEvent.click(await within(panel).findByRole("button", { name: "Show the request and answer of order.placed" }));
  const exchange = within(panel).getByRole("region", { name: "Request and answer" });
  expect(within(exchange).getByText(failed.request_body)).toBeInTheDocument();
  expect(within(exchange).getByText("too busy")).toBeInTheDocument();
  await userEvent.click(within(panel).getByRole("button", { name: "Replay order.placed" }));
  await waitFor(() => expect(sent).toEqual(["test", "replay d1"]));
  await userEvent.click(within(panel).getByRole("button", { name: "Replay failed…" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.selectOptions(within(dialog).getByLabelText("Events of"), "The last week");
  await userEvent.click(within(dialog).getByRole("button", { name: "Replay" }));
  await waitFor(() => expect(sent).toHaveLength(3));
  const since = Date.parse((sent[2] as { since: string }).since);
  expect(Date.now() - since).toBeGreaterThanOrEqual(7 * 24 * 3_600_000);
}, 20_000);

it("says so where the installation sends none, and is for admins", async () => {
  server.use(
    http.get(`${origin}/v1/webhook-endpoints`, () =>
      HttpResponse.json(
        { code: "not_found", title: "Not found", status: 404 },
        { status: 404, headers: { "content-type": "application/problem+json" } },
      ),
    ),
  );
  show(<Webhooks />);
  expect(await screen.findByText("This installation does not send webhooks yet")).toBeInTheDocument();
  show(<Webhooks />, "/", { me: { ...member, role: "staff" } });
  expect(screen.getByText("Webhooks are managed by admins and owners")).toBeInTheDocument();
});
