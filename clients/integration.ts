// What a program of a company does with an API key alone, against a real server: makes a product, places an order, and
// receives its webhook.
import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";

import { setUpIntegration } from "./admin";
import { type Client, createClient, createConfig } from "./generated/hey-api/client";
import * as api from "./generated/hey-api/sdk.gen";
import type { EventPayload, Order, Problem, Product } from "./generated/hey-api/types.gen";
import { WebhookReceiver } from "./webhooks";

const makeProduct = async (client: Client): Promise<Product> => {
  const body = { name: "Walnut tray", price: "19.90", inventory: 5 };
  const headers = { "Idempotency-Key": randomUUID() };
  const { data } = await api.createProduct({ client, body, headers, throwOnError: true });
  return data;
};

/** Posts it twice, as after an answer that was lost. */
const placeOrderTwice = async (client: Client, product: Product, quantity: number): Promise<Order> => {
  const body = { customer_email: "ada@example.com", items: [{ product_id: product.product_id, quantity }] };
  const request = { client, body, headers: { "Idempotency-Key": randomUUID() } };
  const first = await api.placeOrder({ ...request, throwOnError: true });
  const again = await api.placeOrder({ ...request, throwOnError: true });
  assert.equal(first.response.headers.get("Idempotent-Replayed"), null);
  assert.equal(again.response.headers.get("Idempotent-Replayed"), "true");
  assert.deepEqual(again.data, first.data);
  return first.data;
};

/** The event has ids only; what they stand for is read at its link, with the key. */
const followLink = async (client: Client, event: EventPayload): Promise<Order> => {
  assert.deepEqual([event.type, event.version, Object.keys(event.data)], ["order.placed", 1, ["order_id"]]);
  // The generated functions name how they are authorized; a path that only the event knows has to say so itself.
  const security = [{ type: "http" as const, scheme: "bearer" as const }];
  const { data } = await client.get<{ 200: Order }, unknown, true>({ url: event.link, security, throwOnError: true });
  return data;
};

/** What was placed after the retry has its webhook, too, so one of the retry would be in the feed ahead of it. */
const checkOneEventEach = async (client: Client, receiver: WebhookReceiver, events: EventPayload[]) => {
  const { data } = await api.listEvents({ client, query: { types: "order.placed" }, throwOnError: true });
  assert.deepEqual(data.items, events);
  assert.deepEqual([...receiver.events.keys()].sort(), events.map(({ id }) => id).sort());
};

/** A key does not make keys, which a member's token would. */
const meetPeopleOnly = async (client: Client) => {
  const { error, response } = await api.createApiKey({ client, body: { name: "Another", scopes: ["orders:read"] } });
  assert.deepEqual([response.status, (error as Problem | undefined)?.code], [403, "people_only"]);
};

const run = async (baseUrl: string) => {
  const receiver = await WebhookReceiver.listen();
  try {
    const { apiKey, webhookSecret } = await setUpIntegration(baseUrl, receiver.url);
    receiver.verifyWith(webhookSecret);
    const client = createClient(createConfig({ baseUrl, auth: apiKey }));
    await meetPeopleOnly(client);
    const product = await makeProduct(client);
    const order = await placeOrderTwice(client, product, 2);
    const placed = await receiver.eventOf(order.order_id);
    const linked = await followLink(client, placed);
    assert.deepEqual([linked.order_id, linked.total_amount], [order.order_id, "39.80"]);
    const later = await placeOrderTwice(client, product, 1);
    await checkOneEventEach(client, receiver, [placed, await receiver.eventOf(later.order_id)]);
  } finally {
    receiver.close();
  }
  console.log("TypeScript (@hey-api/openapi-ts): ordered with a key, retried, verified one webhook, followed its link");
};

const baseUrl = process.env.TENANTRY_URL;
assert.ok(baseUrl, "TENANTRY_URL is not set");
run(baseUrl).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
