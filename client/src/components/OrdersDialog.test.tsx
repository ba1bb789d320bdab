import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { signIn } from "@/api/session";
import type { Order } from "@/api/types";
import { show } from "@/test/render";
import OrdersDialog from "./OrdersDialog";

const origin = "http://localhost";
const server = setupServer();
let together: { ids: string[]; status: string }[];
let alone: { id: string; body: unknown }[];

const order = (id: string) =>
  ({ order_id: id, number: `HF-${id}`, customer_email: `${id}@example.com`, tracking: null, version: 3 }) as Order;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  together = [];
  alone = [];
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.post(`${origin}/v1/orders/bulk`, async ({ request }) => {
      const sent = (await request.json()) as (typeof together)[number];
      together.push(sent);
      const results = sent.ids.map((id) => ({ id, status: "changed", version: 4, code: null, detail: null }));
      return HttpResponse.json({ changed: results.length, unchanged: 0, refused: 0, results });
    }),
    http.patch(`${origin}/v1/orders/:id`, async ({ request, params }) => {
      alone.push({ id: String(params.id), body: await request.json() });
      if (params.id === "b")
        return HttpResponse.json({ status: 412, code: "stale", title: "Stale", detail: "it was changed" }, { status: 412 });
      return HttpResponse.json({ ...order(String(params.id)), status: "shipped" });
    }),
  );
  await signIn("ada@shop.example", "right");
});

it("moves nothing and mails nobody before it is confirmed", async () => {
  const onClose = vi.fn();
  show(<OrdersDialog orders={[order("a"), order("b")]} status="confirmed" onClose={onClose} />);
  const dialog = await screen.findByRole("dialog", { name: "Confirm 2 orders?" });
  expect(dialog).toHaveTextContent("Each customer gets an email. This can't be undone.");
  await userEvent.click(within(dialog).getByRole("button", { name: "Cancel" }));
  expect(onClose).toHaveBeenCalledOnce();
  expect([together, alone]).toEqual([[], []]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Confirm 2 orders" }));
  expect(await within(dialog).findByText("2 orders done")).toBeInTheDocument();
  expect(together).toEqual([{ ids: ["a", "b"], status: "confirmed" }]);
});

it("ships each parcel with its own tracking number, the others together, and says which was rejected", async () => {
  show(<OrdersDialog orders={[order("a"), order("b"), order("c")]} status="shipped" onClose={() => undefined} />);
  await userEvent.type(await screen.findByLabelText("HF-a a@example.com"), "RR 1");
  await userEvent.type(screen.getByLabelText("HF-b b@example.com"), "RR 2{Enter}");
  await waitFor(() => expect(screen.getByRole("status")).toHaveTextContent("2 orders done · 1 rejected"));
  expect(together).toEqual([{ ids: ["c"], status: "shipped" }]);
  expect(alone).toEqual([
    { id: "a", body: { status: "shipped", tracking: "RR 1" } },
    { id: "b", body: { status: "shipped", tracking: "RR 2" } },
  ]);
  expect(screen.getByRole("listitem")).toHaveTextContent("HF-b: It was changed.");
});
