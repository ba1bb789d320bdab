import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { signIn } from "@/api/session";
import type { DeadLetter } from "@/api/types";
import { operator, show } from "@/test/render";
import { DeadLetters } from "./DeadLetters";

const origin = "http://localhost";
const server = setupServer();

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

const letter = (n: number): DeadLetter => ({
  event_id: `e${n}`,
  type: "order.placed",
  tenant_id: null,
  subject_id: null,
  occurred_at: "2026-11-24T10:05:00Z",
  consumer: "mail",
  attempts: 5,
  error: "550 no such mailbox",
  at: "2026-11-24T10:06:30Z",
});

it("redrives all letters of a consumer, in as many calls as it takes", async () => {
  let letters = [letter(1), letter(2)];
  const asked: unknown[] = [];
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/operator/dead-letters`, () => HttpResponse.json({ items: letters, next_cursor: null })),
    http.post(`${origin}/v1/operator/dead-letters/redrive`, async ({ request }) => {
      asked.push(await request.json());
      const more = asked.length < 2;
      if (!more) letters = [];
      return HttpResponse.json({ redriven: more ? 10000 : 2, more });
    }),
  );
  await signIn("olga@operator.example", "right");
  show(<DeadLetters />, "/operator/dead-letters", { me: operator });
  await userEvent.click(await screen.findByRole("button", { name: "Redrive all to mail" }));
  expect(await screen.findByText("No dead letters")).toBeVisible();
  expect(asked).toEqual([{ consumer: "mail" }, { consumer: "mail" }]);
});
