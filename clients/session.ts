// What a developer does first with a generated client, against a real server:
// signs in, reads pages, creates, orders, tries again with the same key, meets
// the three refusals that every client has to handle, and downloads a file.
import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import { client } from "./generated/hey-api/client.gen";
import * as api from "./generated/hey-api/sdk.gen";
import type { Problem, Product } from "./generated/hey-api/types.gen";

const setting = (name: string): string => {
  const value = process.env[name];
  assert.ok(value, `${name} is not set`);
  return value;
};

const key = () => ({ "Idempotency-Key": randomUUID() });

const signIn = async () => {
  client.setConfig({ baseUrl: setting("TENANTRY_URL") });
  const health = await api.checkHealth();
  assert.equal(health.response.status, 200);
  const body = { email: setting("TENANTRY_EMAIL"), password: setting("TENANTRY_PASSWORD"), refresh_token_in: "body" as const };
  const { data } = await api.signIn({ body, throwOnError: true });
  assert.ok("access_token" in data, "the demo's people have no second factor");
  client.setConfig({ auth: data.access_token });
  const me = await api.getMe({ throwOnError: true });
  assert.equal(me.data.email, body.email);
};

const readPages = async () => {
  const seen = new Set<string>();
  let cursor: string | undefined;
  let pages = 0;
  do {
    const { data } = await api.listProducts({ query: { limit: 5, cursor }, throwOnError: true });
    data.items.forEach((product) => seen.add(product.product_id));
    cursor = data.next_cursor ?? undefined;
    pages += 1;
  } while (cursor && pages < 3);
  assert.ok(pages > 1 && seen.size > 5, `${seen.size} products on ${pages} pages`);
};

const createTwice = async (): Promise<Product> => {
  const request = { body: { name: `Tray ${randomUUID()}`, price: "19.90", inventory: 5 }, headers: key() };
  const first = await api.createProduct({ ...request, throwOnError: true });
  assert.equal(first.response.status, 201);
  const again = await api.createProduct({ ...request, throwOnError: true });
  assert.equal(again.response.headers.get("Idempotent-Replayed"), "true");
  assert.deepEqual(again.data, first.data);
  assert.equal(first.data.price, "19.90");
  return first.data;
};

const orderTwice = async (product: Product) => {
  const body = { customer_email: "ada@example.com", items: [{ product_id: product.product_id, quantity: 2 }] };
  const headers = key();
  const first = await api.placeOrder({ body, headers, throwOnError: true });
  const again = await api.placeOrder({ body, headers, throwOnError: true });
  assert.equal(again.data.order_id, first.data.order_id);
  assert.equal(first.data.total_amount, "39.80");
  assert.equal(first.data.shipping_address, null);
  const left = await api.getProduct({ path: { id: product.product_id }, throwOnError: true });
  assert.equal(left.data.inventory, 3);
  // 304: what the caller has is still what there is.
  const tag = left.response.headers.get("ETag") ?? "";
  const same = await api.getProduct({ path: { id: product.product_id }, headers: { "If-None-Match": tag } });
  assert.equal(same.response.status, 304);
};

const refused = (answer: { error?: unknown; response: Response }, status: number): Problem => {
  assert.equal(answer.response.status, status);
  assert.match(answer.response.headers.get("Content-Type") ?? "", /^application\/problem\+json/);
  return answer.error as Problem;
};

const meetRefusals = async (product: Product) => {
  const items = [{ product_id: product.product_id, quantity: 100 }];
  const short = await api.placeOrder({ body: { customer_email: "ada@example.com", items }, headers: key() });
  assert.equal(refused(short, 409).code, "out_of_stock");

  const path = { id: product.product_id };
  const stale = await api.updateProduct({ path, body: { price: "18.50" }, headers: { "If-Match": '"0"' } });
  const { code, current } = refused(stale, 412);
  assert.equal(code, "stale");
  const changed = await api.updateProduct({ path, body: { price: "18.50" }, headers: { "If-Match": current ?? "" }, throwOnError: true });
  assert.equal(changed.data.price, "18.50");

  const wrong = await api.createProduct({ body: { name: "Tray", price: "-1.00" }, headers: key() });
  assert.equal(refused(wrong, 422).errors?.[0]?.pointer, "/price");
};

const download = async (product: Product) => {
  const { data, response } = await api.exportProducts({ query: { name: product.name }, parseAs: "text", throwOnError: true });
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/csv/);
  assert.ok(data.includes(product.product_id) || data.includes(product.name), "the file has the product");
};

const run = async () => {
  await signIn();
  await readPages();
  const product = await createTwice();
  await orderTwice(product);
  await meetRefusals(product);
  await download(product);
  await api.signOut({ body: {}, throwOnError: true });
  console.log("TypeScript (@hey-api/openapi-ts): signed in, listed, created, ordered, retried, met 409, 412 and 422, downloaded");
};

run().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
