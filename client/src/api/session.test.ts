import { http, HttpResponse, delay } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

const server = setupServer();
const origin = "http://localhost";

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

/** Each test is a fresh tab: the session lives in the module. */
async function tab() {
  vi.resetModules();
  const session = await import("./session");
  const { authorisedFetch } = await import("./fetch");
  return { ...session, get: (path: string) => authorisedFetch(new Request(`${origin}${path}`)) };
}

const jwt = (who: string, serial: number) => `h.${btoa(JSON.stringify({ sub: who }))}.${serial}`;
let serial = 0;
let refreshes = 0;
let alive = true;

beforeEach(() => {
  localStorage.clear();
  serial = 0;
  refreshes = 0;
  alive = true;
  const token = (expires_in: number) => HttpResponse.json({ access_token: jwt("ada", (serial += 1)), token_type: "Bearer", expires_in });
  const refused = (code: string) => HttpResponse.json({ code, title: "No", detail: "no", status: 401, request_id: "r" }, { status: 401 });
  server.use(
    http.post(`${origin}/v1/auth/signin`, async ({ request }) => {
      const { password } = (await request.json()) as { password: string };
      if (password !== "right") return refused("wrong_credentials");
      alive = true;
      return token(3600);
    }),
    http.post(`${origin}/v1/auth/refresh`, async () => {
      refreshes += 1;
      await delay(20);
      return alive ? token(3600) : refused("unauthenticated");
    }),
    http.post(`${origin}/v1/auth/signout`, () => new HttpResponse(null, { status: 204 })),
    // Only the newest token is taken.
    http.get(`${origin}/v1/thing`, ({ request }) =>
      request.headers.get("authorization") === `Bearer ${jwt("ada", serial)}` && alive
        ? HttpResponse.json({ ok: true })
        : refused("unauthenticated"),
    ),
  );
});

describe("the session", () => {
  it("costs a visitor no request", async () => {
    const { start, session } = await tab();
    await start();
    expect([session.get().status, refreshes]).toEqual(["out", 0]);
  });

  it("is taken up again after a reload", async () => {
    const before = await tab();
    await before.signIn("ada@shop.example", "right");
    const after = await tab();
    await after.start();
    expect([after.session.get().status, refreshes]).toEqual(["in", 1]);
    expect((await after.get("/v1/thing")).ok).toBe(true);
  });

  it("renews a refused token once for all requests that wait", async () => {
    const { signIn, get } = await tab();
    await signIn("ada@shop.example", "right");
    serial += 1;
    const answers = await Promise.all([get("/v1/thing"), get("/v1/thing"), get("/v1/thing")]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true]);
    expect(refreshes).toBe(1);
  });

  it("that ends lets requests wait until the person has signed in again", async () => {
    const { signIn, get, session } = await tab();
    await signIn("ada@shop.example", "right");
    alive = false;
    const waiting = get("/v1/thing");
    await vi.waitFor(() => expect(session.get().status).toBe("expired"));
    await expect(signIn("ada@shop.example", "wrong")).rejects.toMatchObject({ code: "wrong_credentials" });
    expect(session.get().status).toBe("expired");
    await signIn("ada@shop.example", "right");
    expect((await waiting).ok).toBe(true);
    expect(session.get().status).toBe("in");
  });

  it("that is left lets waiting requests go", async () => {
    const { signIn, signOut, get, session } = await tab();
    await signIn("ada@shop.example", "right");
    alive = false;
    const waiting = get("/v1/thing");
    await vi.waitFor(() => expect(session.get().status).toBe("expired"));
    const refused = expect(waiting).rejects.toMatchObject({ code: "signed_out" });
    await signOut();
    await refused;
    expect(session.get().status).toBe("out");
  });

  it("leaves nothing in storage but a mark", async () => {
    const { signIn } = await tab();
    await signIn("ada@shop.example", "right");
    expect({ ...localStorage }).toEqual({ "tenantry.session": "1" });
  });

  it("tells other tabs when it ends", async () => {
    const one = await tab();
    const two = await tab();
    await one.signIn("ada@shop.example", "right");
    await vi.waitFor(() => expect(two.session.get().status).toBe("in"));
    await one.signOut();
    await vi.waitFor(() => expect(two.session.get().status).toBe("out"));
  });

  it("shows why a company is suspended", async () => {
    server.use(
      http.get(`${origin}/v1/thing`, () =>
        HttpResponse.json(
          { code: "tenant_suspended", title: "Suspended", detail: "the tenant is suspended: unpaid", reason: "unpaid" },
          { status: 403 },
        ),
      ),
    );
    const { signIn, get, session } = await tab();
    await signIn("ada@shop.example", "right");
    await expect(get("/v1/thing")).rejects.toMatchObject({ code: "tenant_suspended" });
    expect(session.get()).toEqual({ status: "suspended", reason: "unpaid" });
  });
});
