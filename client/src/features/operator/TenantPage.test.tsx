import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { signIn } from "@/api/session";
import type { Operation, Tenant } from "@/api/types";
import { operator, show } from "@/test/render";
import { TenantPage } from "./TenantPage";

const origin = "http://localhost";
const server = setupServer();
let tenant: Partial<Tenant>;
let operations: Operation[];
let sent: { path: string; body: unknown; key: string | null }[];

const operation = (fields: Partial<Operation>): Operation => ({
  id: "op1",
  tenant_id: "t1",
  kind: "move",
  status: "running",
  steps: [
    { name: "copy", status: "done", at: "2026-03-01T10:00:00Z", detail: "1,204 rows" },
    { name: "switch", status: "running", at: "2026-03-01T10:00:01Z", detail: null },
  ],
  source: "pool",
  target: "silo",
  reason: "Grew large",
  tries: 1,
  started_at: "2026-03-01T10:00:00Z",
  ended_at: null,
  ...fields,
});

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  tenant = {
    tenant_id: "t1",
    company_name: "Holz & Form",
    admin_email: "grete@holz.example",
    tier: "basic",
    isolation_model: "pool",
    status: "active",
    status_reason: null,
    requested_tier: null,
    currency: "EUR",
    time_zone: "Europe/Berlin",
    limits: { max_products: 100, max_orders: 1000, max_users: 10 },
    rate_limit: { per_second: 50, burst: 100 },
    limit_overrides: null,
    created_at: "2026-01-01T10:00:00Z",
    deleted_at: null,
    version: 1,
  };
  operations = [];
  sent = [];
  const accept = async ({ request }: { request: Request }) => {
    const text = await request.text();
    sent.push({
      path: new URL(request.url).pathname,
      body: text ? (JSON.parse(text) as unknown) : null,
      key: request.headers.get("idempotency-key"),
    });
    operations = [operation({ ...(operations[0] ?? {}), status: "running" })];
    return HttpResponse.json(operations[0], { status: 202 });
  };
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/tenants/t1`, () => HttpResponse.json(tenant)),
    http.get(`${origin}/v1/tenants/t1/journal`, () => HttpResponse.json({ items: [], next_cursor: null })),
    http.get(`${origin}/v1/tenants/t1/usage`, () =>
      HttpResponse.json({ days: [], limits: [], total: { requests: 0, errors: 0, mails: 0 }, estimated_cost_usd: "0.00" }),
    ),
    http.get(`${origin}/v1/tenants/t1/operations`, () => HttpResponse.json({ items: operations, next_cursor: null })),
    http.post(`${origin}/v1/tenants/t1/operations/op1/retry`, accept),
    http.post(`${origin}/v1/tenants/t1/move`, accept),
    http.post(`${origin}/v1/tenants/t1/erase`, accept),
  );
  await signIn("olga@operator.example", "right");
});

const page = (me = operator) => show(<TenantPage />, "/operator/tenants/t1", { me, route: "/operator/tenants/:id" });
const region = (name: string) => screen.findByRole("region", { name });

it("moves a tenant for a reason and follows its steps", async () => {
  page();
  const data = await region("Data");
  await userEvent.click(within(data).getByRole("button", { name: "Move…" }));
  const dialog = await screen.findByRole("dialog");
  const move = within(dialog).getByRole("button", { name: "Move into a silo" });
  expect(move).toBeDisabled();
  await userEvent.type(within(dialog).getByLabelText("Reason"), "Grew large");
  await userEvent.click(move);
  const steps = within(await region("Operations"))
    .getAllByRole("listitem")
    .slice(1);
  expect(steps.map((step) => step.textContent)).toEqual([
    expect.stringMatching(/^Copy the dataDone.*1,204 rows$/),
    expect.stringMatching(/^Switch overRunning/),
  ]);
  expect(sent).toEqual([{ path: "/v1/tenants/t1/move", body: { placement: "silo", reason: "Grew large" }, key: expect.any(String) }]);
  await waitFor(() => expect(within(data).getByRole("button", { name: "Move…" })).toBeDisabled());
  operations = [operation({ status: "done", steps: [], ended_at: "2026-03-01T10:00:09Z" })];
  tenant = { ...tenant, isolation_model: "silo" };
  expect(await within(data).findByText("Lives in a silo of its own.", {}, { timeout: 4_000 })).toBeInTheDocument();
});

it("moves a tenant to any placement that the installation offers", async () => {
  tenant = { ...tenant, isolation_model: "silo" };
  page({ ...operator, placements: ["pool", "provisioned_pool", "silo"] });
  await userEvent.click(within(await region("Data")).getByRole("button", { name: "Move…" }));
  const dialog = await screen.findByRole("dialog");
  const target = within(dialog).getByLabelText("New placement");
  expect(
    within(target)
      .getAllByRole("option")
      .map((option) => option.textContent),
  ).toEqual(["Pool: among others", "Provisioned pool: among others, with capacity set aside"]);
  await userEvent.selectOptions(target, "pool");
  expect(within(dialog).getByRole("button", { name: "Move into the pool" })).toBeDisabled();
  await userEvent.selectOptions(target, "provisioned_pool");
  await userEvent.type(within(dialog).getByLabelText("Reason"), "Sells evenly");
  await userEvent.click(within(dialog).getByRole("button", { name: "Move into the provisioned pool" }));
  await waitFor(() => expect(sent[0]?.body).toEqual({ placement: "provisioned_pool", reason: "Sells evenly" }));
});

it("offers no move where there is only one placement", async () => {
  page({ ...operator, placements: ["pool"] });
  const data = await region("Data");
  expect(within(data).getByText("Lives in the pool, among others.")).toBeInTheDocument();
  expect(within(data).queryByRole("button", { name: "Move…" })).toBeNull();
});

it("says why a step failed and takes it up again", async () => {
  operations = [
    operation({ status: "failed", steps: [{ name: "copy", status: "failed", at: "2026-03-01T10:00:00Z", detail: "the disk is full" }] }),
  ];
  page();
  const panel = await region("Operations");
  expect(within(panel).getByText("the disk is full")).toBeInTheDocument();
  await userEvent.click(within(panel).getByRole("button", { name: "Retry: Move into a silo" }));
  await waitFor(() => expect(sent).toEqual([{ path: "/v1/tenants/t1/operations/op1/retry", body: null, key: expect.any(String) }]));
  await waitFor(() => expect(within(panel).queryByRole("button")).toBeNull());
});

it("erases only who is deleted, for the name typed and a reason", async () => {
  const { unmount } = page();
  await region("Data");
  expect(screen.queryByRole("region", { name: "Erase" })).toBeNull();
  unmount();
  tenant = { ...tenant, status: "deleted", deleted_at: "2026-03-01T10:00:00Z", status_reason: "deleted by the operator" };
  page();
  const erase = await region("Erase");
  expect(erase).toHaveTextContent(/Until .*31.* it can be brought back/);
  await userEvent.click(within(erase).getByRole("button", { name: "Erase its data…" }));
  const dialog = await screen.findByRole("dialog");
  const confirm = within(dialog).getByRole("button", { name: "Erase for ever" });
  await userEvent.type(within(dialog).getByLabelText("Reason"), "They asked");
  await userEvent.type(within(dialog).getByLabelText("Company name"), "Holz & For");
  expect(confirm).toBeDisabled();
  await userEvent.type(within(dialog).getByLabelText("Company name"), "m");
  await userEvent.click(confirm);
  await waitFor(() => expect(sent[0]?.body).toEqual({ company_name: "Holz & Form", reason: "They asked" }));
});

it("shows of an erased company only that it was there", async () => {
  tenant = { ...tenant, status: "erased", company_name: "", admin_email: "", deleted_at: "2026-03-01T10:00:00Z" };
  operations = [operation({ kind: "erase", status: "done", target: null, ended_at: "2026-03-02T10:00:00Z" })];
  page();
  expect(await screen.findByRole("heading", { level: 1, name: /^An erased company/ })).toBeInTheDocument();
  expect(screen.getByText("Its data is erased")).toBeInTheDocument();
  expect(await region("Operations")).toHaveTextContent("Erasure");
  expect(screen.queryByRole("button")).toBeNull();
  for (const name of ["Data", "Usage this month", "Erase", "Delete"]) expect(screen.queryByRole("region", { name })).toBeNull();
});
