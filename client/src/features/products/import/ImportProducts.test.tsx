import { screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { signIn } from "@/api/session";
import { show } from "@/test/render";
import { ImportProducts } from "./ImportProducts";

const origin = "http://localhost";
const server = setupServer();
/** What was asked of the import, one after the other. */
let asked: { query: URLSearchParams; key: string | null }[];

const decimal = {
  code: "decimal_comma",
  parameter: "decimal",
  detail: "Do the prices use a decimal comma?",
  options: ["point", "comma"],
  count: 2,
  examples: ["4,50"],
};

const preview = {
  template: "wix",
  template_title: "Wix",
  encoding: "utf-8",
  separator: ",",
  headers: ["name", "price", "inventory"],
  mapping: { name: "name", price: "price", inventory: "inventory" },
  row_count: 130,
  rows: [["Hat", "4,50", "3"]],
  questions: [decimal],
};

function report(query: URLSearchParams) {
  const dry_run = query.get("dry_run") === "true";
  return {
    dry_run,
    template: "wix",
    encoding: "utf-8",
    counts: { create: 1, update: 1, skip: 0, error: 124, ignored: 0 },
    errors: [{ row: 4, column: null, value: null, code: "limit_reached", detail: "You've reached your plan's limit of 100 products" }],
    errors_left_out: 123,
    rejections: [
      {
        code: "limit_reached",
        column: null,
        detail: "You've reached your plan's limit of 100 products",
        count: 124,
        rows: [4, 5, 6, 7, 8, 9],
      },
    ],
    remarks: [
      { row: 3, column: "inventory", value: "10", code: "orders_since_export", detail: "1 order took 4 units after the file was exported" },
    ],
    remarks_left_out: 0,
    questions: query.get("decimal") ? [] : [decimal],
    changes: dry_run
      ? [
          {
            row: 2,
            product_id: null,
            name: "Scarf",
            fields: [
              { field: "name", from: null, to: "Scarf" },
              { field: "price", from: null, to: "9.00" },
            ],
          },
          { row: 3, product_id: "hat", name: "Hat", fields: [{ field: "price", from: "4.00", to: "4.50" }] },
        ]
      : [],
    changes_left_out: 0,
  };
}

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  asked = [];
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.post(`${origin}/v1/products/import/preview`, () => HttpResponse.json(preview)),
    http.post(`${origin}/v1/products/import`, ({ request }) => {
      const query = new URL(request.url).searchParams;
      asked.push({ query, key: request.headers.get("idempotency-key") });
      return HttpResponse.json(report(query));
    }),
  );
  await signIn("ada@shop.example", "right");
});

const choose = async () => {
  show(<ImportProducts />);
  const file = new File(['name,price,inventory\nHat,"4,50",3\n'], "wix.csv", { type: "text/csv", lastModified: Date.UTC(2026, 10, 28, 9) });
  await userEvent.upload(await screen.findByLabelText("CSV file"), file);
  await screen.findByText(/Recognized as a product export from Wix/);
};

it("asks once for the whole file, and sends the answers with the file's own date", async () => {
  await choose();
  await userEvent.click(screen.getByRole("radio", { name: "A comma, as in 1.299,00" }));
  const stock = screen.getByRole("switch", { name: /^Update stock too/ });
  expect(stock).not.toBeChecked();
  await userEvent.click(stock);
  await userEvent.selectOptions(screen.getByLabelText("Drafts and hidden products"), "Leave out");
  await userEvent.click(screen.getByRole("button", { name: "Check rows" }));
  await screen.findByRole("heading", { name: "Check before importing" });
  const { query } = asked[0]!;
  expect(Object.fromEntries(["decimal", "stock", "drafts", "exported_at", "dry_run"].map((name) => [name, query.get(name)]))).toEqual({
    decimal: "comma",
    stock: "set",
    drafts: "left_out",
    exported_at: "2026-11-28T09:00:00.000Z",
    dry_run: "true",
  });
});

it("shows old and new values, each reason once, and what was changed on the way in", async () => {
  await choose();
  await userEvent.click(screen.getByRole("button", { name: "Check rows" }));
  const changes = within(await screen.findByRole("table", { name: "Changes" }));
  expect(changes.getByRole("row", { name: /3 Hat Price 4.00 → 4.50/ })).toBeInTheDocument();
  expect(changes.getByRole("row", { name: /2 Scarf new Price 9.00/ })).toBeInTheDocument();
  const rejected = within(screen.getByRole("table", { name: "124 rejected rows" }));
  expect(rejected.getAllByText(/your plan's limit/)).toHaveLength(1);
  expect(rejected.getByRole("row", { name: /124 4, 5, 6, 7, 8, and 119 more/ })).toBeInTheDocument();
  expect(within(screen.getByRole("table", { name: "1 remark" })).getByText(/took 4 units after/)).toBeInTheDocument();

  // A question that is still open can be answered here, and the rows are checked again.
  await userEvent.click(screen.getByRole("radio", { name: "A comma, as in 1.299,00" }));
  await screen.findByRole("button", { name: "Import 2 products" });
  expect(asked.map(({ query }) => query.get("decimal"))).toEqual([null, "comma"]);
  await userEvent.click(screen.getByRole("button", { name: "Import 2 products" }));
  await screen.findByText("wix.csv is imported.");
  expect(asked.at(-1)?.key).toMatch(/^[0-9a-f-]{36}$/);
});

it("names the column to choose in words", async () => {
  const question = {
    code: "name_column",
    parameter: "mapping",
    detail: "Choose the column that holds the name.",
    options: ["Was"],
    count: 1,
    examples: [],
  };
  server.use(
    http.post(`${origin}/v1/products/import/preview`, () =>
      HttpResponse.json({
        ...preview,
        template: "unknown",
        template_title: "Other file",
        headers: ["Was"],
        mapping: {},
        rows: [["Hut"]],
        questions: [question],
      }),
    ),
  );
  show(<ImportProducts />);
  await userEvent.upload(await screen.findByLabelText("CSV file"), new File(["Was\nHut\n"], "odd.csv", { type: "text/csv" }));
  expect(await screen.findByText("Choose the column that holds the name.")).toBeInTheDocument();
  expect(screen.getByRole("button", { name: "Check rows" })).toBeDisabled();
  expect(document.body.textContent).not.toContain("/mapping");
  await userEvent.selectOptions(screen.getByLabelText("Column for Name"), "Was");
  expect(screen.queryByText("Choose the column that holds the name.")).toBeNull();
});
