import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { signIn } from "@/api/session";
import type { Product } from "@/api/types";
import { show } from "@/test/render";
import { barcodeRemark, toCopy } from "./fields";
import { NewProduct } from "./NewProduct";
import { Products } from "./Products";

const origin = "http://localhost";
const server = setupServer();
let created: unknown;
let asked: URLSearchParams;

const mug: Product = {
  product_id: "mug",
  name: "Mug",
  description: null,
  category: null,
  sku: "M-1",
  barcode: "0036000291452",
  price: "9.00",
  inventory: 4,
  status: "active",
  version: 1,
  created_at: "2026-03-01T10:00:00Z",
  updated_at: "2026-03-01T10:00:00Z",
};

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());
beforeEach(async () => {
  created = undefined;
  asked = new URLSearchParams();
  server.use(
    http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json({ access_token: "h.e30.1", token_type: "Bearer", expires_in: 3600 })),
    http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    http.get(`${origin}/v1/views`, () => HttpResponse.json({ items: [] })),
    http.get(`${origin}/v1/products`, ({ request }) => {
      asked = new URL(request.url).searchParams;
      return HttpResponse.json({ items: [mug], next_cursor: null });
    }),
    http.post(`${origin}/v1/products`, async ({ request }) => {
      created = await request.json();
      return HttpResponse.json(mug, { status: 201 });
    }),
  );
  await signIn("ada@shop.example", "right");
});

/** As a scanner does it: all at once, which is also quick on a busy machine. */
async function fill(label: string, value: string) {
  await userEvent.click(await screen.findByLabelText(label));
  await userEvent.paste(value);
}

it("remarks upon a barcode while it is typed, and sends it as it is", async () => {
  show(<NewProduct />);
  await fill("Name", "Mug");
  await fill("Price in EUR", "9.00");
  const barcode = screen.getByLabelText("Barcode");
  expect(barcode).toHaveAccessibleDescription(/^Optional, as on the package/);
  await fill("Barcode", "0036000291453");
  expect(barcode).toHaveAccessibleDescription(/^The check digit of this GTIN is wrong/);
  expect(barcode).toBeValid();
  await userEvent.click(screen.getByRole("button", { name: "Create product" }));
  await waitFor(() => expect(created).toMatchObject({ name: "Mug", barcode: "0036000291453" }));
});

it("leaves a barcode that is not filled in empty", async () => {
  show(<NewProduct />);
  await fill("Name", "Mug");
  await fill("Price in EUR", "9.00");
  await userEvent.click(screen.getByRole("button", { name: "Create product" }));
  await waitFor(() => expect(created).toMatchObject({ barcode: null }));
});

it("shows barcodes in the list and searches by them", async () => {
  show(<Products />, "/products?by=barcode&q=0036");
  expect(await screen.findByRole("cell", { name: "0036000291452" })).toBeVisible();
  expect(screen.getByRole("searchbox", { name: "Search by barcode" })).toHaveValue("0036");
  expect([asked.get("barcode"), asked.get("name"), asked.get("sku")]).toEqual(["0036", null, null]);
});

it.each([
  ["", null],
  ["0036000291452", null],
  ["036000291452", null],
  ["96385074", null],
  [" 4006381333931 ", null],
  ["36000291452", /zeros at the beginning/],
  ["4006381333932", /check digit/],
  ["ABC-7", null],
])("judges %s as the server does", (typed, remark) => {
  if (remark) expect(barcodeRemark(typed)).toMatch(remark);
  else expect(barcodeRemark(typed)).toBeNull();
});

it("does not give a copy the barcode of the product that it is made of", () => {
  expect(toCopy(mug)).toMatchObject({ name: "Mug", sku: "", barcode: "" });
});
