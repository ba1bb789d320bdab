import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { signIn } from "@/api/session";
import { show } from "@/test/render";
import { Data } from "./Data";

const origin = "http://localhost";
const server = setupServer();
let saved: string[];
/** Lets the second page go. */
let go: () => void;

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  saved = [];
  const gate = new Promise<void>((resolve) => (go = resolve));
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    saved.push(this.download);
  });
  URL.createObjectURL = () => "blob:x";
  URL.revokeObjectURL = () => undefined;
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.post(`${origin}/v1/tenants/t1/exports`, () =>
      HttpResponse.json({ id: "e1", expires_at: "2026-03-01T11:00:00Z" }, { status: 201 }),
    ),
    http.get(`${origin}/v1/tenants/t1/exports/e1`, async ({ request }) => {
      const cursor = new URL(request.url).searchParams.get("cursor");
      if (cursor) await gate;
      return HttpResponse.json({ items: [{ kind: "product", data: { name: "Cap" } }], next_cursor: cursor ? null : "2" });
    }),
  );
  await signIn("ada@shop.example", "right");
});

it("says how far it is and hands over one file", async () => {
  show(<Data />);
  await userEvent.click(screen.getByRole("button", { name: "Export all data" }));
  await waitFor(() => expect(screen.getByRole("progressbar")).toHaveAttribute("aria-valuetext", expect.stringMatching(/^1 row ·/)));
  go();
  expect(await screen.findByText(/^shop-\d{4}-\d{2}-\d{2}\.ndjson is saved: 2 rows,/)).toBeInTheDocument();
  expect(saved).toHaveLength(1);
  expect(screen.queryByRole("progressbar")).toBeNull();
});

it("saves nothing when it is cancelled, and can begin anew", async () => {
  show(<Data />);
  await userEvent.click(screen.getByRole("button", { name: "Export all data" }));
  await userEvent.click(await screen.findByRole("button", { name: "Cancel" }));
  await waitFor(() => expect(screen.queryByRole("progressbar")).toBeNull());
  expect(screen.queryByRole("alert")).toBeNull();
  expect(saved).toEqual([]);
  expect(screen.getByRole("button", { name: "Export all data" })).toBeEnabled();
});
