import { expect, it } from "vitest";
import { soughtBy } from "./changes";

it.each([
  ["ada@example.com", { customer_email: "ada@example.com" }],
  ["HF-23A-KH5Q-WAK6", { number: "HF-23A-KH5Q-WAK6" }],
  ["23akh5qwak6", { number: "23akh5qwak6" }],
  ["536365", { external_ref: "536365" }],
  ["PO 2026/11", { external_ref: "PO 2026/11" }],
])("%s is sought where it can stand", (text, query) => {
  expect(soughtBy(text)).toEqual(query);
});
