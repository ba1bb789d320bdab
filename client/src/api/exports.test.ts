import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { exportTenant, type Progress } from "./exports";
import { signIn } from "./session";

const origin = "http://localhost";
const server = setupServer();
let reads: (string | null)[];
/** What is answered in turn before the pages. */
let failures: number[];

const items = (page: number) =>
  [1, 2].map((row) => ({ kind: page === 3 ? "order" : "product", data: { row: page * 10 + row, name: "Zoë" } }));

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  reads = [];
  failures = [];
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.post(`${origin}/v1/tenants/t1/exports`, () =>
      HttpResponse.json({ id: "e1", expires_at: "2026-03-01T11:00:00Z" }, { status: 201 }),
    ),
    http.get(`${origin}/v1/tenants/t1/exports/e1`, ({ request }) => {
      const status = failures.shift();
      if (status) return HttpResponse.json({ code: "unavailable", detail: "not now" }, { status, headers: { "retry-after": "0" } });
      const cursor = new URL(request.url).searchParams.get("cursor");
      reads.push(cursor);
      const page = Number(cursor ?? "1");
      return HttpResponse.json({ items: items(page), next_cursor: page < 3 ? String(page + 1) : null });
    }),
  );
  await signIn("ada@shop.example", "right");
});

it("writes each thing of every page as a line, though the server fails in passing", async () => {
  failures = [503, 429];
  const seen: Progress[] = [];
  const file = await exportTenant("t1", { signal: new AbortController().signal, onProgress: (progress) => seen.push(progress) });
  const lines = (await file.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toEqual([1, 2, 3].flatMap(items));
  expect(reads).toEqual([null, "2", "3"]);
  expect(seen.map(({ rows, kind }) => [rows, kind])).toEqual([
    [2, "product"],
    [4, "product"],
    [6, "order"],
  ]);
  expect(seen.at(-1)!.bytes).toBe(file.size);
});

it("ends at once when it is cancelled, and when the export is gone", async () => {
  const controller = new AbortController();
  const cancelled = exportTenant("t1", { signal: controller.signal, onProgress: () => controller.abort() });
  await expect(cancelled).rejects.toThrow();
  expect(reads).toEqual([null]);
  failures = [404];
  await expect(exportTenant("t1", { signal: new AbortController().signal, onProgress: () => undefined })).rejects.toMatchObject({
    status: 404,
  });
});
