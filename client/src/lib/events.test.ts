import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { choose, eventMeaning, eventTypesName, grouped, groupOf } from "./events";

interface Described {
  webhooks: Record<string, { post: { description: string } }>;
}
const { webhooks } = JSON.parse(readFileSync(join(__dirname, "../../../docs/openapi.json"), "utf8")) as Described;

it("has words for every type of the server, and they say the same", () => {
  const types = Object.keys(webhooks);
  expect(types.length).toBeGreaterThan(20);
  const wrong = types.filter((type) => {
    const meaning = eventMeaning({ type, description: "" });
    return !meaning || !webhooks[type]!.post.description.startsWith(meaning);
  });
  expect(wrong).toEqual([]);
});

it("takes the server's words for a type that it does not know", () => {
  expect(eventMeaning({ type: "appointment.booked", description: "It was booked." })).toBe("It was booked.");
  expect(eventTypesName(["order.*", "appointment.*", "product.created"])).toBe("Orders · appointment.* · product.created");
});

it("groups types by what they are about", () => {
  const types = ["order.placed", "inventory.low", "order.shipped"].map((type) => ({ type }) as never);
  expect(grouped(types).map(({ group, types }) => [group, types.length])).toEqual([
    ["order.*", 2],
    ["inventory.*", 1],
  ]);
  expect(groupOf("order.placed")).toBe("order.*");
});

it("chooses a group instead of its types, and one type beside a group", () => {
  expect(choose(["order.placed", "product.created"], "order.*", true)).toEqual(["order.*", "product.created"]);
  expect(choose(["product.created"], "order.shipped", true)).toEqual(["order.shipped", "product.created"]);
  expect(choose(["order.*", "product.created"], "order.*", false)).toEqual(["product.created"]);
});
