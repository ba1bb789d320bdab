import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { orderCode } from "./ids";

it("numbers an order as the server does", () => {
  const text = readFileSync(join(__dirname, "../../../docs/openapi.json"), "utf8");
  const document = JSON.parse(text) as { components: { schemas: { Order: { example: { order_id: string; number: string } } } } };
  const { order_id, number } = document.components.schemas.Order.example;
  expect(number).toBe(`HF-${orderCode(order_id)}`);
});
