import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { signIn } from "@/api/session";
import type { EventType } from "@/api/types";
import { member, show } from "@/test/render";
import { EventTypes } from "./EventTypes";

const origin = "http://localhost";
const server = setupServer();
const type = (name: string, description: string, role: EventType["role"]): EventType => ({
  type: name,
  description,
  example: { id: "e1", type: name, version: 1, timestamp: "2026-03-01T10:00:00.000Z", data: { order_id: "o1" }, link: "/v1/orders/o1" },
  role,
  since: "0.2.0",
  version: 1,
});

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  const items = [
    type("order.placed", "An order was placed.", "viewer"),
    type("member.joined", "A member joined.", "admin"),
    type("appointment.booked", "An appointment was booked.", "viewer"),
  ];
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/event-types`, () => HttpResponse.json({ items })),
  );
  await signIn("ada@shop.example", "right");
});

it("lists every type with what it means, whom it is for, and an example to copy", async () => {
  const writeText = vi.fn<(text: string) => Promise<void>>(async () => undefined);
  show(<EventTypes />);
  const orders = within(await screen.findByRole("region", { name: "Orders" }));
  const placed = within(orders.getByRole("article", { name: "order.placed" }));
  expect(placed.getByText("An order was placed.")).toBeInTheDocument();
  expect(placed.queryByText("Not for API keys")).toBeNull();
  await userEvent.click(placed.getByText("Example of order.placed"));
  expect(placed.getByText(/"order_id": "o1"/)).toBeVisible();
  Object.defineProperty(navigator, "clipboard", { configurable: true, value: { writeText } });
  await userEvent.click(placed.getByRole("button", { name: "Copy: order.placed" }));
  expect(JSON.parse(writeText.mock.calls[0]![0])).toMatchObject({ type: "order.placed", data: { order_id: "o1" } });
  expect(within(screen.getByRole("article", { name: "member.joined" })).getByText("Not for API keys")).toBeInTheDocument();
  // A kind of records that this installation has.
  expect(within(screen.getByRole("region", { name: "appointment.*" })).getByText("An appointment was booked.")).toBeInTheDocument();
});

it("is for every member; only who may leads on to webhooks", async () => {
  const { unmount } = show(<EventTypes />);
  expect(await screen.findByRole("link", { name: "Webhooks" })).toHaveAttribute("href", "/settings/webhooks");
  unmount();
  show(<EventTypes />, "/", { me: { ...member, role: "viewer" } });
  expect(await screen.findByRole("article", { name: "order.placed" })).toBeInTheDocument();
  expect(screen.queryByRole("link", { name: "Webhooks" })).toBeNull();
});
