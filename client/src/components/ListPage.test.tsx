import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { tenants } from "@/api/queries";
import { signIn } from "@/api/session";
import type { TenantFilters } from "@/api/tenants";
import type { Tenant } from "@/api/types";
import { forgetLists } from "@/lib/lists";
import { operator, show } from "@/test/render";
import type { Filters } from "./ListFilters";
import { ListPage } from "./ListPage";
import { nameColumn } from "./nameColumn";
import { Page } from "./Page";
import { useList } from "./useList";

const origin = "http://localhost";
const server = setupServer();
/** What each request for the list asked for. */
let asked: string[];
let answer: { items: Partial<Tenant>[]; next_cursor: string | null };

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  asked = [];
  answer = { items: [], next_cursor: null };
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/tenants`, ({ request }) => {
      asked.push(new URL(request.url).search);
      return HttpResponse.json(answer);
    }),
  );
  await signIn("olga@operator.example", "right");
});

const NAMES = ["status", "order", "tier"] as const;

const FILTERS: Filters<(typeof NAMES)[number]> = {
  shown: [
    {
      kind: "switch",
      name: "order",
      label: "Order",
      options: [
        { value: "new", label: "Newest" },
        { value: "old", label: "Oldest" },
      ],
    },
  ],
  folded: [{ kind: "choice", name: "tier", label: "Plan", any: "Any plan", width: 100, options: [{ value: "basic", label: "Basic" }] }],
};

const COLUMNS = [
  nameColumn<Tenant>({ id: "name", header: "Company", name: (tenant) => tenant.company_name, to: (tenant) => `/t/${tenant.tenant_id}` }),
];

function Companies() {
  const wantedOf = ({ tier }: { tier?: string }): TenantFilters => ({ tier: tier === "basic" ? tier : undefined });
  const list = useList({ names: NAMES, wantedOf, query: tenants.list });
  return (
    <ListPage
      title="Companies"
      list={list}
      columns={COLUMNS}
      rowId={(tenant) => tenant.tenant_id}
      filters={FILTERS}
      icon={null}
      noMatch={{ title: "No company matches" }}
      empty={{ title: "No companies yet" }}
    />
  );
}

function Impossible() {
  const wrongOf = ({ tier }: { tier?: string }) => (tier ? "Nothing can be so" : null);
  const list = useList({ names: NAMES, wantedOf: (): TenantFilters => ({}), wrongOf, query: tenants.list });
  return (
    <ListPage
      title="Companies"
      list={list}
      columns={COLUMNS}
      rowId={(tenant) => tenant.tenant_id}
      filters={FILTERS}
      icon={null}
      noMatch={{ title: "No company matches" }}
      empty={{ title: "No companies yet" }}
    />
  );
}

const at = (path: string) => show(<Companies />, path, { me: operator });

describe("a list", () => {
  it("asks for what the address says, and leads to the page of each row", async () => {
    answer.items = [{ tenant_id: "t1", company_name: "Shop" }];
    at("/?tier=basic&cursor=c2&page=2");
    expect(await screen.findByRole("link", { name: "Shop" })).toHaveAttribute("href", "/t/t1");
    expect(asked).toEqual(["?tier=basic&limit=50&cursor=c2"]);
    expect(screen.getByRole("table", { name: "Companies" })).toBeInTheDocument();
    expect(screen.getByText("Page 2")).toBeInTheDocument();
  });

  it("says whether nothing is there or nothing matches; a switch leaves nothing out", async () => {
    at("/?order=old");
    expect(await screen.findByText("No companies yet")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Filters" })).toBeInTheDocument();
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Plan" }), "Basic");
    expect(await screen.findByText("No company matches")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Filters (1)" })).toBeInTheDocument();
  });

  it("clears its own filters from the bar, and all from the empty list", async () => {
    const { router } = at("/?status=active&order=old&tier=basic&cursor=c2");
    await screen.findByText("No company matches");
    await userEvent.click(screen.getByRole("button", { name: "Clear" }));
    expect(router.state.location.search).toBe("?status=active");
    await userEvent.click(await screen.findByRole("button", { name: "Clear the filters" }));
    expect(router.state.location.search).toBe("");
  });

  it("does not ask for what can't be, and says why", async () => {
    show(<Impossible />, "/?tier=basic", { me: operator });
    expect(await screen.findByText("Nothing can be so")).toBeInTheDocument();
    expect(asked).toEqual([]);
    expect(screen.queryByText("No companies yet")).toBeNull();
  });

  it("reads the next page ahead", async () => {
    answer = { items: [{ tenant_id: "t1", company_name: "Shop" }], next_cursor: "c2" };
    at("/?tier=basic");
    await screen.findByRole("link", { name: "Shop" });
    await waitFor(() => expect(asked).toEqual(["?tier=basic&limit=50", "?tier=basic&limit=50&cursor=c2"]));
  });

  it("gives its place back to the way that leads from a row to it", async () => {
    answer.items = [{ tenant_id: "t1", company_name: "Shop" }];
    const { unmount } = at("/?tier=basic");
    await screen.findByRole("link", { name: "Shop" });
    unmount();
    show(
      <Page title="Shop" back={{ to: "/", label: "Companies" }}>
        <span />
      </Page>,
      "/t/t1",
      { me: operator },
    );
    expect(screen.getByRole("link", { name: "Companies" })).toHaveAttribute("href", "/?tier=basic");
    forgetLists();
  });

  it("tells why it can't be read, and tries again", async () => {
    server.use(
      http.get(`${origin}/v1/tenants`, () => HttpResponse.json({ title: "Out of order", status: 500 }, { status: 500 }), { once: true }),
    );
    answer.items = [{ tenant_id: "t1", company_name: "Shop" }];
    at("/");
    await screen.findByRole("alert");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByRole("link", { name: "Shop" })).toBeInTheDocument();
  });
});
