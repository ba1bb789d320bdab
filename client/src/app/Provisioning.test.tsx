import { screen, waitFor } from "@testing-library/react";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { signIn } from "@/api/session";
import type { Operation } from "@/api/types";
import { member, show } from "@/test/render";
import Provisioning from "./Provisioning";

const origin = "http://localhost";
const server = setupServer();
let last: Operation | null;
let asked: number;

const making = (status: Operation["status"], step: Operation["steps"][number]["status"]): Operation => ({
  id: "op1",
  tenant_id: "t1",
  kind: "provision",
  status,
  steps: [{ name: "create_place", status: step, at: "2026-03-01T10:00:00Z", detail: null }],
  source: null,
  target: "silo",
  reason: null,
  tries: 1,
  started_at: "2026-03-01T10:00:00Z",
  ended_at: null,
});

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  asked = 0;
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json(member)),
    http.get(`${origin}/v1/tenants/t1/operations`, () => {
      asked += 1;
      return HttpResponse.json({ items: last ? [last] : [], next_cursor: null });
    }),
  );
  await signIn("ada@shop.example", "right");
});

it("tells people how far their own place is, and goes when it is made", async () => {
  last = making("running", "running");
  const { client } = show(<Provisioning />);
  client.setQueryData(["products", "list"], { items: [] });
  expect(await screen.findByRole("heading", { name: "Your company's own place is being made" })).toBeInTheDocument();
  expect(screen.getByRole("listitem")).toHaveTextContent("Create the placeRunning");
  last = making("done", "done");
  await waitFor(() => expect(screen.queryByRole("region")).toBeNull(), { timeout: 5_000 });
  // What was refused until now is asked for again.
  expect(client.getQueryState(["products", "list"])?.isInvalidated).toBe(true);
});

it("says so when it failed, and nothing where nothing is being made", async () => {
  last = making("failed", "failed");
  const { unmount } = show(<Provisioning />);
  expect(await screen.findByRole("heading", { name: /could not be made yet/ })).toBeInTheDocument();
  unmount();
  last = null;
  asked = 0;
  show(<Provisioning />);
  await waitFor(() => expect(asked).toBe(1));
  expect(screen.queryByRole("region")).toBeNull();
});
