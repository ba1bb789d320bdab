// What an admin does for an integration, before it runs: registers the company, and makes an API key and a webhook endpoint.
import { strict as assert } from "node:assert";
import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";

import { type Client, createClient, createConfig } from "./generated/hey-api/client";
import * as api from "./generated/hey-api/sdk.gen";

const DEADLINE_MS = 30_000;
const INTERVAL_MS = 50;

/** The two secrets that an integration is configured with; each is shown once. */
export type Credentials = { apiKey: string; webhookSecret: string };

export const setUpIntegration = async (baseUrl: string, webhookUrl: string): Promise<Credentials> => {
  const client = await registeredAdmin(baseUrl);
  // Writing does not include reading.
  const scopes = ["products:write" as const, "products:read" as const, "orders:write" as const, "orders:read" as const];
  const key = await api.createApiKey({ client, body: { name: "Storefront", scopes }, throwOnError: true });
  const endpoint = { url: webhookUrl, event_types: ["order.placed"] };
  const hook = await api.createWebhookEndpoint({ client, body: endpoint, throwOnError: true });
  return { apiKey: key.data.token, webhookSecret: hook.data.secret };
};

const registeredAdmin = async (baseUrl: string): Promise<Client> => {
  const visitor = createClient(createConfig({ baseUrl }));
  const email = `admin@${randomUUID()}.example`;
  const password = randomUUID();
  const company = { company_name: "Generated", email, name: "Ada Admin", password, currency: "EUR" };
  await api.createTenant({ client: visitor, body: company, throwOnError: true });
  const code = await mailedCode(visitor, email);
  const tenant = await api.confirmRegistration({ client: visitor, body: { code }, throwOnError: true });
  assert.ok(tenant.data.features.api_access);
  const body = { email, password, refresh_token_in: "body" as const };
  const { data } = await api.signIn({ client: visitor, body, throwOnError: true });
  assert.ok("access_token" in data, "a new admin has no second factor");
  return createClient(createConfig({ baseUrl, auth: data.access_token }));
};

/** Mail is sent after the answer, so it may not be there yet. */
const mailedCode = async (client: Client, to: string): Promise<string> => {
  const deadline = Date.now() + DEADLINE_MS;
  while (Date.now() < deadline) {
    const { data } = await api.listMails({ client, query: { to }, throwOnError: true });
    const code = /[?]code=(\S+)/.exec(data.items[0]?.text ?? "")?.[1];
    if (code) return code;
    await setTimeout(INTERVAL_MS);
  }
  assert.fail(`no mail to ${to} in time`);
};
