import { act, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { focusManager } from "@tanstack/react-query";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { signIn } from "@/api/session";
import type { System as SystemState } from "@/api/types";
import { operator, show } from "@/test/render";
import { System } from "./System";

const origin = "http://localhost";
const server = setupServer();
let state: SystemState;
let asked: number;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => {
  vi.useRealTimers();
  focusManager.setFocused(undefined);
  server.resetHandlers();
});
afterAll(() => server.close());
beforeEach(async () => {
  asked = 0;
  state = {
    version: "0.1.0",
    time_zone_database: "2026f",
    home: "standalone",
    started_at: "2026-03-01T09:00:00Z",
    health: [
      { name: "control_store", status: "ok", detail: null },
      { name: "a_new_part", status: "failing", detail: "it does not answer" },
    ],
    traffic: [
      { at: "2026-03-01T10:00:00Z", requests: 90, client_errors: 9, server_errors: 1, throttled: 2, p50_ms: 1.2, p99_ms: 14.5 },
      { at: "2026-03-01T10:01:00Z", requests: 10, client_errors: 0, server_errors: 0, throttled: 0, p50_ms: null, p99_ms: null },
    ],
    routes: [{ route: "GET /v1/products", requests: 80, errors: 1, p50_ms: 0.9, p99_ms: 6.1 }],
    events: { oldest_waiting_at: null, dead_letters: 3 },
    storage: { bytes: 1_500_000, free_bytes: null },
  };
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/system`, () => {
      asked += 1;
      return HttpResponse.json(state);
    }),
  );
  await signIn("olga@operator.example", "right");
});

const open = () => show(<System />, "/operator/system", { me: operator });

it("says how each part is, and every minute as a table", async () => {
  open();
  const parts = within(await screen.findByRole("region", { name: "Health" })).getAllByRole("listitem");
  expect(parts.map((part) => part.textContent)).toEqual(["Accounts and tenantsOK", "A new partFailingit does not answer"]);
  expect(screen.getByRole("link", { name: "3" })).toHaveAttribute("href", "/operator/dead-letters");
  await userEvent.click(screen.getByRole("switch", { name: "As a table" }));
  const [, latest, before] = within(screen.getByRole("region", { name: "Traffic by minute" })).getAllByRole("row");
  const cells = (row: HTMLElement) =>
    within(row)
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
  expect(cells(before!)).toEqual(["90", "9", "2", "1", "1.2 ms", "15 ms"]);
  expect(cells(latest!)).toEqual(["10", "0", "0", "0", "–", "–"]);
});

it("asks again while somebody looks, and not when nobody does", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  open();
  await screen.findByRole("region", { name: "Health" });
  expect(asked).toBe(1);
  state = { ...state, health: [{ name: "control_store", status: "failing", detail: "gone" }] };
  await act(() => vi.advanceTimersByTimeAsync(15_000));
  expect(await screen.findByText("gone")).toBeInTheDocument();
  focusManager.setFocused(false);
  const before = asked;
  await act(() => vi.advanceTimersByTimeAsync(120_000));
  expect(asked).toBe(before);
  act(() => focusManager.setFocused(true));
  await waitFor(() => expect(asked).toBeGreaterThan(before));
});
