import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { signIn } from "@/api/session";
import type { ApiKey } from "@/api/types";
import { member, show } from "@/test/render";
import { ApiKeys } from "./ApiKeys";
import { expiresAt } from "./expiries";

const origin = "http://localhost";
const server = setupServer();
const TOKEN = "tnt_AZq10s3vfhG2b1rS0c6hS7m2Yw8n3Qx5Kp0Vt4Lz9Rj6Ue1Wd2Ba7x7Qk";
const warehouse: ApiKey = {
  api_key_id: "k1",
  name: "Warehouse",
  scopes: ["orders:read", "orders:write"],
  hint: "x7Qk",
  created_by: "u1",
  created_at: "2026-03-01T10:00:00Z",
  rotated_at: null,
  previous_ends_at: null,
  expires_at: null,
  last_used_at: null,
  version: 1,
};
const over: ApiKey = { ...warehouse, api_key_id: "k2", name: "Old shop", hint: "aaaa", expires_at: "2020-01-01T00:00:00Z" };
let keys: ApiKey[];
let sent: unknown[];

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  keys = [warehouse, over];
  sent = [];
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/api-keys`, () => HttpResponse.json({ items: keys, next_cursor: null })),
    http.post(`${origin}/v1/api-keys`, async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ token: TOKEN, api_key: { ...warehouse, api_key_id: "k3", name: "Shop sync" } }, { status: 201 });
    }),
    http.post(`${origin}/v1/api-keys/k1/rotate`, async ({ request }) => {
      sent.push(await request.json());
      return HttpResponse.json({ token: TOKEN, api_key: { ...warehouse, version: 2 } });
    }),
    http.delete(`${origin}/v1/api-keys/:id`, ({ params }) => {
      keys = keys.filter(({ api_key_id }) => api_key_id !== params.id);
      return new HttpResponse(null, { status: 204 });
    }),
  );
  await signIn("ada@shop.example", "right");
});

it("asks for a name and a scope before it sends anything", async () => {
  show(<ApiKeys />);
  await userEvent.click(await screen.findByRole("button", { name: "Create the key" }));
  expect(await screen.findByText("Choose at least one.")).toBeInTheDocument();
  expect(screen.getByText("Must not be empty.")).toBeInTheDocument();
  expect(sent).toEqual([]);
});

it("creates a key of chosen scopes and shows its token until it is kept", async () => {
  const writeText = vi.fn(async () => undefined);
  show(<ApiKeys />);
  const name = await screen.findByLabelText("Name");
  await userEvent.type(name, "Sync");
  await userEvent.click(screen.getByLabelText("Read orders"));
  await userEvent.click(screen.getByLabelText("Read products"));
  await userEvent.selectOptions(screen.getByLabelText("Expires"), "Never");
  await userEvent.click(screen.getByText("Create the key"));
  expect(await screen.findByLabelText("Token")).toHaveValue(TOKEN);
  const [body] = sent as { scopes: string[] }[];
  expect(body).toMatchObject({ name: "Sync", expires_at: null });
  expect([...body!.scopes].sort()).toEqual(["orders:read", "products:read"]);

  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
  await userEvent.click(screen.getByRole("button", { name: "Copy" }));
  await waitFor(() => expect(writeText).toHaveBeenCalledWith(TOKEN));
  expect(screen.getByText("Done").closest("button")).toBeDisabled();
  await userEvent.click(screen.getByLabelText("I've saved this token"));
  await userEvent.click(screen.getByText("Done"));
  expect(screen.queryByLabelText("Token")).toBeNull();
}, 20_000);

it("offers requests to paste, in the language that was chosen", async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
  show(<ApiKeys />);
  const panel = await screen.findByRole("region", { name: "Requests to paste" });
  const orders = within(panel).getByRole("region", { name: "List orders" });
  const feed = within(panel).getByRole("region", { name: "Read the event feed" });
  expect(feed).toHaveTextContent("Needs: Read products and Read orders");
  await userEvent.click(within(orders).getByRole("tab", { name: "Python" }));
  expect(within(feed).getByRole("tab", { name: "Python" })).toHaveAttribute("aria-selected", "true");
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
  await userEvent.click(within(feed).getByRole("button", { name: "Copy: Read the event feed in Python" }));
  expect(writeText.mock.calls[0]![0]).toContain(`"${origin}/v1/events"`);
  expect(localStorage.getItem("tenantry.code-language")).toBe("python");
  localStorage.clear();
}, 20_000);

it("tells a token to the shell, and offers the requests that its key may send", async () => {
  show(<ApiKeys />);
  const replace = await screen.findByRole("button", { name: "Replace the token of Warehouse" });
  await userEvent.click(replace);
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Replace the token" }));
  const issued = await screen.findByRole("region", { name: "The token of Warehouse" });
  expect(within(issued).getByText(`export TOKEN="${TOKEN}"`)).toBeInTheDocument();
  // Its key reads orders, but the feed has products as well.
  expect(within(issued).getByRole("region", { name: "List orders" })).toBeInTheDocument();
  expect(within(issued).queryByRole("region", { name: "Read the event feed" })).toBeNull();
  expect(screen.queryByRole("region", { name: "Requests to paste" })).toBeNull();
}, 20_000);

it("replaces a token with the overlap that was chosen, and revokes a key", async () => {
  show(<ApiKeys />);
  await userEvent.click(await screen.findByRole("button", { name: "Replace the token of Warehouse" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.selectOptions(within(dialog).getByLabelText("The present token ends"), "In a week");
  await userEvent.click(within(dialog).getByRole("button", { name: "Replace the token" }));
  expect(await screen.findByLabelText("Token")).toHaveValue(TOKEN);
  expect(sent).toEqual([{ overlap_hours: 168 }]);

  await userEvent.click(screen.getByRole("button", { name: "Revoke Warehouse" }));
  await userEvent.click(within(await screen.findByRole("dialog")).getByRole("button", { name: "Revoke" }));
  await waitFor(() => expect(screen.queryByRole("button", { name: "Revoke Warehouse" })).toBeNull());
  expect(screen.getByRole("button", { name: "Revoke Old shop" })).toBeInTheDocument();
});

it("says which keys are over, and offers no new token for them", async () => {
  show(<ApiKeys />);
  expect(await screen.findByText("Expired")).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Replace the token of Old shop" })).toBeNull();
});

it("is for admins, and creates nothing where the plan has no access", async () => {
  show(<ApiKeys />, "/", { me: { ...member, role: "staff" } });
  expect(screen.getByText("API keys are managed by admins and owners")).toBeInTheDocument();
  const features = { ...member.tenant.features, api_access: false };
  show(<ApiKeys />, "/", { me: { ...member, tenant: { ...member.tenant, features } } });
  expect(await screen.findByText(/^Your plan does not include access by programs/)).toBeInTheDocument();
  expect(await screen.findByRole("button", { name: "Revoke Warehouse" })).toBeInTheDocument();
  expect(screen.queryByRole("button", { name: "Create the key" })).toBeNull();
});

it("counts days from now", () => {
  expect(expiresAt("30", Date.parse("2026-03-01T10:00:00Z"))).toBe("2026-03-31T10:00:00.000Z");
  expect(expiresAt("never")).toBeNull();
});
