import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { signIn } from "@/api/session";
import { Toasts } from "@/components/Toasts";
import { dismissAll } from "@/components/toasts";
import { show } from "@/test/render";
import { Products } from "./Products";

const origin = "http://localhost";
const server = setupServer();
let price: string;
let sent: { key: string; seen?: { id: string; version: number }[]; change: { price_percent?: string; price_set?: string } }[];
/** Whether somebody else saves the product between a change and its undo. */
let meanwhile: boolean;

const cap = () => ({
  product_id: "cap",
  name: "Cap",
  sku: null,
  category: null,
  price,
  inventory: 9,
  status: "active",
  version: 1,
  updated_at: "2026-03-01T10:00:00Z",
});

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  server.resetHandlers();
  act(dismissAll);
});
afterAll(() => server.close());
beforeEach(async () => {
  price = "100.00";
  sent = [];
  meanwhile = false;
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/views`, () => HttpResponse.json({ items: [] })),
    http.get(`${origin}/v1/products`, () => HttpResponse.json({ items: [cap()], next_cursor: null })),
    // A key is done once, as on the server, and the first answer is lost on its way.
    http.post(`${origin}/v1/products/bulk`, async ({ request }) => {
      const key = request.headers.get("idempotency-key")!;
      const { seen, change } = (await request.json()) as Omit<(typeof sent)[number], "key">;
      if (seen && meanwhile) {
        const results = [{ id: "cap", status: "refused", version: null, code: "stale", detail: "it was changed since you read it" }];
        return HttpResponse.json({ changed: 0, unchanged: 0, refused: 1, results });
      }
      if (!sent.some((before) => before.key === key)) price = change.price_set ?? (Number(price) * 0.9).toFixed(2);
      sent.push({ key, seen, change });
      if (sent.length === 1) return HttpResponse.error();
      return HttpResponse.json({
        changed: 1,
        unchanged: 0,
        refused: 0,
        results: [{ id: "cap", status: "changed", version: 2, code: null, detail: null }],
      });
    }),
  );
  await signIn("ada@shop.example", "right");
});

it("lowers a price once though the answer is lost, and undoes to what it was before", async () => {
  show(
    <>
      <Products />
      <Toasts />
    </>,
  );
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select Cap" }));
  await userEvent.click(screen.getByRole("button", { name: "Change prices…" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("Percent"), "10");
  await userEvent.click(within(dialog).getByRole("button", { name: "Change 1 price" }));
  expect(await within(dialog).findByRole("alert")).toHaveTextContent("The server can't be reached");

  await userEvent.click(within(dialog).getByRole("button", { name: "Change 1 price" }));
  expect(await screen.findByText("1 product is changed.")).toBeInTheDocument();
  expect(sent[1]!.key).toBe(sent[0]!.key);
  expect(price).toBe("90.00");
  await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());

  await userEvent.click(screen.getByRole("button", { name: "Undo" }));
  expect(await screen.findByText("1 product is as it was.")).toBeInTheDocument();
  expect(sent[2]).toMatchObject({ seen: [{ id: "cap", version: 2 }], change: { price_set: "100.00" } });
});

it("says which product an undo leaves alone, because somebody has changed it since", async () => {
  sent.push({ key: "not the first", change: {} });
  show(
    <>
      <Products />
      <Toasts />
    </>,
  );
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select Cap" }));
  await userEvent.click(screen.getByRole("button", { name: "Change prices…" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("Percent"), "10");
  await userEvent.click(within(dialog).getByRole("button", { name: "Change 1 price" }));
  meanwhile = true;
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await screen.findByText("“Cap” was left as it is: somebody has changed it since.")).toBeInTheDocument();
  expect(screen.queryByText(/as it was\./)).toBeNull();
  expect(price).toBe("90.00");
});

it("shows what prices become from what they are now", async () => {
  const { client } = show(<Products />);
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select Cap" }));
  price = "200.00";
  await act(() => client.invalidateQueries());
  await userEvent.click(screen.getByRole("button", { name: "Change prices…" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("Percent"), "10");
  expect(within(dialog).getByRole("listitem")).toHaveTextContent("€200.00 → €180.00");
});

it("says which prices become nothing, since cents are whole", async () => {
  price = "0.01";
  show(<Products />);
  await userEvent.click(await screen.findByRole("checkbox", { name: "Select Cap" }));
  await userEvent.click(screen.getByRole("button", { name: "Change prices…" }));
  const dialog = await screen.findByRole("dialog");
  await userEvent.type(within(dialog).getByLabelText("Percent"), "99");
  expect(await within(dialog).findByText("1 product will cost nothing: its price rounds to zero.")).toBeInTheDocument();
});
