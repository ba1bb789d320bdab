/** Pages in German, the choice of it, and all of a page in the pseudo-locale. */
import type { ReactNode } from "react";
import { act, cleanup, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { leave, signIn, start } from "@/api/session";
import { dismissAll } from "@/components/toasts";
import { ForgotPassword } from "@/features/auth/mails";
import { Register } from "@/features/auth/Register";
import { OperatorSignIn, SignIn } from "@/features/auth/SignIn";
import { System } from "@/features/operator/system/System";
import { ImportProducts } from "@/features/products/import/ImportProducts";
import { Products } from "@/features/products/Products";
import { NewOrder } from "@/features/orders/NewOrder";
import { NewProduct } from "@/features/products/NewProduct";
import { Audit } from "@/features/settings/Audit";
import { Plan } from "@/features/settings/Plan";
import { Preferences } from "@/features/settings/Preferences";
import { Security } from "@/features/settings/Security";
import { startLanguage } from "@/lib/languages";
import { member, operator, show } from "@/test/render";
import type { Me } from "@/components/me";
import { App } from "./App";
import KeyHelp from "./KeyHelp";
import { NotFound } from "./NotFound";

// Outside of a bundle it would bring a router of its own, which the pages do not know.
vi.mock("react-router/dom", async () => ({ RouterProvider: (await import("react-router")).RouterProvider }));

const origin = "http://localhost";
const server = setupServer();
const get = (path: string, body: object) => http.get(`${origin}/v1${path}`, () => HttpResponse.json(body));

const settings = {
  low_stock_threshold: 5,
  order_number_prefix: "",
  notification_addresses: [],
  reply_to: null,
  branding: { accent_color: null, logo: null, display_name: null },
};
const cap = {
  product_id: "cap",
  name: "7.1",
  sku: null,
  category: null,
  price: "1299.50",
  inventory: 9,
  status: "active",
  version: 1,
  updated_at: "2026-03-01T10:00:00Z",
};
const entry = (id: string, user_id: string, action: string) => ({
  id,
  at: "2026-03-01T10:00:00Z",
  actor: { type: "member", user_id },
  action,
  subject_id: null,
  reason: null,
  changes: [],
});
const at = "2026-03-01T10:00:00Z";

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
beforeEach(async () => {
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.post(`${origin}/v1/auth/signout`, () => new HttpResponse(null, { status: 204 })),
    get("/auth/me", {}),
    get("/auth/mfa", { enabled: true, enabled_since: at, recovery_codes_left: 1, required: true }),
    get("/auth/sessions", { items: [{ id: "s1", current: true, device: "7", created_at: at, last_used_at: at }] }),
    get("/views", { items: [] }),
    get("/products", { items: [cap], next_cursor: null }),
    get("/tenants/t1", { tenant_id: "t1", version: 3, features: { custom_branding: true }, settings, require_mfa: false }),
    get("/api-keys", { items: [], next_cursor: null }),
    get("/members", { items: [{ user_id: "u2", name: "2", email: "2", role: "staff", created_at: at, version: 1 }], next_cursor: null }),
    get("/audit", { items: [entry("1", "u1", "product.created"), entry("2", "u2", "order.placed")], next_cursor: null }),
    get("/usage", {
      limits: [
        { limit: "max_products", used: 99, max: 100, percent: 99 },
        { limit: "max_orders", used: 3, max: null, percent: null },
      ],
    }),
    get("/system", {
      version: "0.1.0",
      time_zone_database: "2026",
      home: "standalone",
      started_at: at,
      health: [{ name: "control_store", status: "failing", detail: null }],
      traffic: [],
      routes: [],
      events: { oldest_waiting_at: null, dead_letters: 3 },
      storage: { bytes: 1_500_000, free_bytes: null },
    }),
  );
  await signIn("ada@shop.example", "right");
});
afterEach(async () => {
  cleanup();
  server.resetHandlers();
  act(dismissAll);
  await speak(null);
});
afterAll(() => server.close());

async function speak(tag: string | null): Promise<void> {
  if (tag) localStorage.setItem("tenantry.language", tag);
  else localStorage.removeItem("tenantry.language");
  await startLanguage();
}

describe("in German", () => {
  beforeEach(() => speak("de"));

  it("people sign in", () => {
    show(<SignIn />, "/signin");
    expect(screen.getByRole("heading", { level: 1, name: "Anmelden" })).toBeInTheDocument();
    expect(screen.getByLabelText("E-Mail-Adresse")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Anmelden" })).toBeInTheDocument();
    expect(document.title).toBe("Anmelden · Tenantry");
  });

  it("products are listed, with amounts as Germans write them", async () => {
    show(<Products />, "/products");
    expect(await screen.findByRole("button", { name: /^Preis von 7.1: 1\.299,50\s€\. Bearbeiten$/ })).toBeInTheDocument();
    expect(screen.getByRole("columnheader", { name: /Bestand/ })).toBeInTheDocument();
    expect(screen.getByRole("heading", { level: 1, name: "Produkte" })).toBeInTheDocument();
  });

  it("the audit log says who did what, also of oneself", async () => {
    show(<Audit />, "/settings/audit");
    const log = await screen.findAllByRole("listitem");
    expect(log.map(({ textContent }) => textContent!.replace(/^.*?\d\d:\d\d/, ""))).toEqual([
      "Sie: Produkt angelegt",
      "2: Bestellung aufgegeben",
    ]);
  });
});

describe("the choice of a language", () => {
  it("is made by a visitor at once, keeps the focus, and is kept", async () => {
    leave();
    await start();
    render(<App />);
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "Deutsch" }));
    expect(await screen.findByRole("heading", { name: "Anmelden" })).toBeInTheDocument();
    expect(await screen.findByText("Die Sprache ist jetzt Deutsch.")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Deutsch" })).toHaveFocus();
    expect(screen.getByRole("button", { name: "Deutsch" })).toHaveAttribute("aria-pressed", "true");
    expect(document.documentElement.lang).toBe("de");
    cleanup();
    await startLanguage();
    render(<App />);
    expect(await screen.findByRole("heading", { name: "Anmelden" })).toBeInTheDocument();
    await userEvent.click(screen.getByRole("button", { name: "English" }));
    expect(await screen.findByRole("heading", { name: "Sign in" })).toBeInTheDocument();
  });

  it("is made by members and operators beside their password", async () => {
    show(<Security />, "/settings/security");
    const choice = screen.getByRole("combobox", { name: "Language of the app" });
    expect(choice).toHaveDisplayValue("As in your browser: English");
    await userEvent.selectOptions(choice, "Deutsch");
    await waitFor(() => expect(localStorage.getItem("tenantry.language")).toBe("de"));
    await waitFor(() => expect(document.documentElement.lang).toBe("de"));
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Language of the app" }), "");
    await waitFor(() => expect(localStorage.getItem("tenantry.language")).toBeNull());
  });
});

describe("in the pseudo-locale, all that people read comes from the catalogue", () => {
  beforeEach(() => speak("pseudo"));

  const pages: [string, ReactNode, Me?][] = [
    ["sign-in", <SignIn />],
    ["operators' sign-in", <OperatorSignIn />],
    ["registration", <Register />],
    ["forgotten password", <ForgotPassword />],
    ["not found", <NotFound />],
    ["keyboard shortcuts", <KeyHelp onClose={() => undefined} />],
    ["keyboard shortcuts of operators", <KeyHelp onClose={() => undefined} />, operator],
    ["products", <Products />],
    ["new product", <NewProduct />],
    ["import", <ImportProducts />],
    ["new order", <NewOrder />],
    ["preferences", <Preferences />],
    ["security", <Security />],
    ["audit log", <Audit />],
    ["plan", <Plan />],
    ["system", <System />, operator],
  ];
  it.each(pages)("%s", async (_, page, me = member) => {
    show(page, "/", { me });
    await waitFor(() => expect(document.body.textContent).toMatch(/~\]/));
    await waitFor(() => expect(document.querySelector("[class*='Skeleton-root'], [aria-busy='true']")).toBeNull());
    expect(englishIn(document.body)).toEqual([]);
  });

  it("finds what does not", () => {
    show(<button aria-label="Press">Press me</button>);
    expect(englishIn(document.body)).toEqual(["Press me", "Press"]);
  });
});

/** Languages by their own names, keys, and what the fixtures are called. */
const NO_TEXT = new Set(["English", "Deutsch", "Esc", "Shop", "Ada Owner", "ada@shop.example", "control store"]);
/** What `Intl` says, which speaks English here. */
const BY_INTL = /^\d+ days ago$|^[A-Z][a-z]{2} \d+, \d{4}(, [\d:]+\s[AP]M)?$/;
const READ_ALOUD = ["aria-label", "aria-description", "aria-valuetext", "placeholder", "title", "alt"];

function englishIn(root: HTMLElement): string[] {
  const found: string[] = [];
  const check = (text: string) => {
    // A value stands within the text that names it.
    const rest = text.replace(/\[[^[\]]*\]/g, "").trim();
    if (/[A-Za-z]{3,}/.test(rest) && !NO_TEXT.has(rest) && !BY_INTL.test(rest)) found.push(rest);
  };
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement!;
    if (!parent.closest("style, script, option, [role='option']")) check(walker.currentNode.textContent ?? "");
  }
  for (const element of root.querySelectorAll("*")) READ_ALOUD.forEach((name) => check(element.getAttribute(name) ?? ""));
  return found;
}
