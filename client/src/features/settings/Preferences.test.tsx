import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { signIn } from "@/api/session";
import { show } from "@/test/render";
import { Preferences } from "./Preferences";

const origin = "http://localhost";
const server = setupServer();
const settings = {
  low_stock_threshold: 5,
  order_number_prefix: "",
  notification_addresses: ["stock@shop.example"],
  reply_to: null,
  branding: { accent_color: null, logo: null, display_name: null },
};
let tenant = { tenant_id: "t1", version: 3, features: { custom_branding: true }, settings };
let sent: { tag: string | null; body: unknown }[] = [];

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  sent = [];
  tenant = { tenant_id: "t1", version: 3, features: { custom_branding: true }, settings };
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/tenants/t1`, () => HttpResponse.json(tenant)),
    http.patch(`${origin}/v1/tenants/t1`, async ({ request }) => {
      const body = (await request.json()) as { settings: typeof settings };
      sent.push({ tag: request.headers.get("if-match"), body });
      if (body.settings.notification_addresses.includes("bad@x")) {
        const errors = [{ pointer: "/settings/notification_addresses/1", code: "not_an_address", detail: "is no address" }];
        return HttpResponse.json({ status: 422, code: "invalid", title: "Invalid", detail: "invalid", errors }, { status: 422 });
      }
      if (request.headers.get("if-match") !== `"${tenant.version}"`) {
        return HttpResponse.json({ status: 412, code: "stale", title: "Stale", detail: "stale" }, { status: 412 });
      }
      tenant = { ...tenant, version: tenant.version + 1, settings: { ...settings, ...body.settings } };
      return HttpResponse.json(tenant);
    }),
  );
  await signIn("ada@shop.example", "right");
});

describe("preferences", () => {
  it("are saved together with the branding", async () => {
    show(<Preferences />);
    await userEvent.type(await screen.findByLabelText("Prefix of order numbers"), "HF-");
    await userEvent.type(screen.getByLabelText("Accent color"), "#0a7d55");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]).toEqual({
      tag: '"3"',
      body: {
        settings: { ...settings, order_number_prefix: "HF-", branding: { accent_color: "#0a7d55", logo: null, display_name: null } },
      },
    });
  });

  it("leave the branding alone where the plan has none", async () => {
    tenant = { ...tenant, features: { custom_branding: false } };
    show(<Preferences />);
    await userEvent.type(await screen.findByLabelText("Low-stock threshold"), "0");
    expect(screen.queryByLabelText("Accent color")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await waitFor(() => expect(sent).toHaveLength(1));
    expect(sent[0]!.body).not.toHaveProperty("settings.branding");
    expect(sent[0]!.body).toHaveProperty("settings.low_stock_threshold", 50);
  });

  it("show the server's refusal of one address at the list", async () => {
    show(<Preferences />);
    await userEvent.type(await screen.findByLabelText("Alert recipients"), "{Enter}bad@x");
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    expect(await screen.findByText("Is no address.")).toBeInTheDocument();
  });

  it("are compared when somebody else saved in between", async () => {
    show(<Preferences />);
    await userEvent.type(await screen.findByLabelText("Low-stock threshold"), "0");
    tenant = { ...tenant, version: 9, settings: { ...settings, low_stock_threshold: 7 } };
    await userEvent.click(screen.getByRole("button", { name: "Save" }));
    await userEvent.click(await screen.findByRole("button", { name: "Keep mine" }));
    await waitFor(() => expect(sent.at(-1)?.tag).toBe('"9"'));
    expect(tenant.settings.low_stock_threshold).toBe(50);
  });
});
