import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import * as apiKeys from "./apiKeys";
import * as exported from "./exports";
import * as imports from "./imports";
import { forgetKeys } from "./keys";
import * as operations from "./operations";
import * as operator from "./operator";
import * as orders from "./orders";
import * as people from "./people";
import * as products from "./products";
import * as samples from "./samples";
import { signIn } from "./session";
import * as tenants from "./tenants";
import type { Invitation, Member, Order, Product, SavedView, WebhookEndpoint } from "./types";
import * as views from "./views";
import * as webhooks from "./webhooks";

const origin = "http://localhost";
const server = setupServer();
interface Sent {
  line: string;
  key: string | null;
}
let sent: Sent[];
/** What is answered in turn before all goes well: a status, or 0 for a connection that breaks. */
let failures: number[];

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  sent = [];
  failures = [];
  forgetKeys();
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/*`, () => HttpResponse.json({ items: [], next_cursor: null })),
    http.all(`${origin}/v1/*`, ({ request }) => {
      sent.push({ line: `${request.method} ${new URL(request.url).pathname}`, key: request.headers.get("idempotency-key") });
      const status = failures.shift();
      if (status === 0) return HttpResponse.error();
      return status ? HttpResponse.json({ code: "c", detail: "d" }, { status }) : HttpResponse.json({ id: "x" });
    }),
  );
  await signIn("ada@shop.example", "right");
});

const seen = { view_id: "v", product_id: "p", order_id: "o", user_id: "u", invitation_id: "i", tenant_id: "t", version: 1, inventory: 2 };
const product = seen as unknown as Product;
const member = seen as unknown as Member;
const endpoint = { webhook_endpoint_id: "w", version: 1 } as unknown as WebhookEndpoint;
const file = new File(["sku\r\n"], "products.csv");
const reading: imports.Reading = { template: "unknown", mapping: {}, choices: {} };
const signal = new AbortController().signal;

/** Every change that the app can send to the API, by what it is there. */
const CHANGES: Record<string, () => Promise<unknown>> = {
  "POST /v1/tenants/t/exports": () => exported.exportTenant("t", { signal, onProgress: () => undefined }),
  "POST /v1/products/import": () => imports.importProducts(file, reading, "a-key"),
  "POST /v1/tenants/t/operations/x/retry": () => operations.retryOperation({ tenant_id: "t", id: "x" }),
  "POST /v1/tenants/t/move": () => operations.moveTenant("t", "silo", "why", "a-key"),
  "POST /v1/tenants/t/erase": () => operations.eraseTenant("t", "Acme", "why", "a-key"),
  "POST /v1/operator/dead-letters/redrive": () => operator.redriveAll("mail"),
  "POST /v1/operator/dead-letters/e/redrive": () => operator.redrive({ event_id: "e", consumer: "mail" }),
  "POST /v1/operator/alarms/a/acknowledge": () => operator.acknowledgeAlarm("a"),
  "POST /v1/orders": () => orders.placeOrder({ customer_email: "c@d.example", items: [] }, "a-key"),
  "PATCH /v1/orders/o": () => orders.patchOrder(seen as unknown as Order, { note: "n" }),
  "POST /v1/orders/bulk": () => orders.moveOrders(["o"], "confirmed", "a-key"),
  "PATCH /v1/members/u": () => people.patchMember(member, { name: "n" }),
  "DELETE /v1/members/u": () => people.removeMember(member),
  "POST /v1/invitations": () => people.invite("c@d.example", "staff"),
  "DELETE /v1/invitations/i": () => people.withdrawInvitation(seen as unknown as Invitation),
  "POST /v1/api-keys": () => apiKeys.createApiKey({ name: "n", scopes: ["orders:read"] }),
  "POST /v1/api-keys/k/rotate": () => apiKeys.rotateApiKey("k", 24),
  "DELETE /v1/api-keys/k": () => apiKeys.revokeApiKey("k"),
  "POST /v1/webhook-endpoints": () => webhooks.createWebhook({ url: "https://c.example/hooks" } as never),
  "PATCH /v1/webhook-endpoints/w": () => webhooks.changeWebhook(endpoint, { enabled: false }),
  "DELETE /v1/webhook-endpoints/w": () => webhooks.removeWebhook(endpoint),
  "POST /v1/webhook-endpoints/w/rotate-secret": () => webhooks.rotateWebhookSecret("w", 24),
  "POST /v1/webhook-endpoints/w/test": () => webhooks.testWebhook("w"),
  "POST /v1/webhook-endpoints/w/deliveries/d/replay": () => webhooks.replayDelivery("w", "d"),
  "POST /v1/webhook-endpoints/w/replay": () => webhooks.replayFailed("w", "2026-03-01T10:00:00Z"),
  "POST /v1/products": () => products.createProduct({ name: "n", price: "1", inventory: 0 } as never, "a-key"),
  "PATCH /v1/products/p": () => products.patchProduct(product, { name: "n" }),
  "DELETE /v1/products/p": () => products.archiveProduct(product),
  "POST /v1/products/p/restore": () => products.restoreProduct("p"),
  "POST /v1/products/bulk": () => products.bulkProducts({ ids: ["p"] }, { archive: true }, "a-key"),
  "POST /v1/sample-data": () => samples.addSamples(),
  "DELETE /v1/sample-data": () => samples.removeSamples(),
  "PATCH /v1/tenants/t": () => tenants.patchTenant(seen, { company_name: "n" }),
  "DELETE /v1/tenants/t": () => tenants.deleteTenant(seen),
  "POST /v1/tenants": () => tenants.createTenant({ company_name: "n" } as never, "a-key"),
  "POST /v1/tenants/t/suspend": () => tenants.suspendTenant("t", "why"),
  "POST /v1/tenants/t/reactivate": () => tenants.reactivateTenant("t", "why"),
  "POST /v1/tenants/t/tier": () => tenants.changeTier("t", "basic", "why"),
  "PUT /v1/tenants/t/limits": () => tenants.overrideLimits(seen, { reason: "why" } as never),
  "DELETE /v1/tenants/t/limits": () => tenants.liftOverrides(seen, "why"),
  "POST /v1/views": () => views.saveView({ list: "products", name: "n", query: "" } as never, "a-key"),
  "DELETE /v1/views/v": () => views.removeView(seen as unknown as SavedView),
};
/** They change nothing: a look into a file. */
const LOOKS = 3;

describe("every change carries a key", () => {
  it.each(Object.entries(CHANGES))("%s", async (line, send) => {
    await send();
    expect(sent.map(({ line }) => line)).toEqual([line]);
    expect(sent[0]!.key).toMatch(/^[\x21-\x7e]{1,255}$/);
  });

  it("and none is forgotten here", () => {
    const sources = import.meta.glob<string>(["./*.ts", "!./*.test.ts", "!./auth.ts", "!./session.ts"], {
      eager: true,
      query: "?raw",
      import: "default",
    });
    const calls = Object.values(sources).flatMap((source) => source.match(/api\.(POST|PUT|PATCH|DELETE)\(/g) ?? []);
    expect(calls.length - LOOKS).toBe(Object.keys(CHANGES).length);
  });
});

describe("one change is one key", () => {
  const restore = () => products.restoreProduct("p").catch(() => undefined);
  const keys = () => sent.map(({ key }) => key);

  it("also when it is sent again because its outcome is not known", async () => {
    failures = [0, 503, 504];
    for (let tries = 0; tries < 4; tries += 1) await restore();
    expect(new Set(keys()).size).toBe(1);
  });

  it("until it is answered: the same again is another change then", async () => {
    await restore();
    failures = [409];
    await restore();
    await restore();
    expect(new Set(keys()).size).toBe(3);
  });

  it("and another change has another", async () => {
    failures = [0, 0];
    await products.patchProduct(product, { name: "a" }).catch(() => undefined);
    await products.patchProduct(product, { name: "b" }).catch(() => undefined);
    await products.patchProduct({ ...product, version: 2 }, { name: "a" });
    expect(new Set(keys()).size).toBe(3);
  });

  it("and a renewed token sends the same once more", async () => {
    server.use(
      http.post(`${origin}/v1/auth/refresh`, () => HttpResponse.json({ access_token: "h.e30.2", token_type: "Bearer", expires_in: 3600 })),
    );
    failures = [401];
    await products.restoreProduct("p");
    expect(keys()).toHaveLength(2);
    expect(new Set(keys()).size).toBe(1);
  });
});

it("what gives or takes a credential has no key", async () => {
  const { changePassword } = await import("./auth");
  await changePassword("old", "new");
  expect(sent).toEqual([{ line: "POST /v1/auth/change-password", key: null }]);
});
