import { expect, it } from "vitest";
import type { ImportPreview } from "@/api/types";
import { gapOf, guessOf, samplesOf } from "./fields";

const PREVIEW: ImportPreview = {
  template: "unknown",
  template_title: "Other file",
  encoding: "utf-8",
  separator: ";",
  headers: ["Artikel", "Preis", "Farbe"],
  mapping: { name: "Artikel", price: "Preis", sku: "gone" },
  row_count: 3,
  rows: [
    ["Mütze", "12.00", ""],
    ["Mütze", "13.00", "rot"],
    ["Schal", "12.00", "blau"],
  ],
  questions: [],
};

it("takes the server's guess where the file has the column", () => {
  expect(guessOf(PREVIEW)).toEqual({ name: "Artikel", price: "Preis" });
});

it("shows the first different values of a column, without blanks", () => {
  expect(samplesOf(PREVIEW, "Artikel")).toEqual(["Mütze", "Schal"]);
  expect(samplesOf(PREVIEW, "Farbe")).toEqual(["rot", "blau"]);
  expect(samplesOf(PREVIEW, undefined)).toEqual([]);
});

it("asks for what tells rows apart, and for one column each", () => {
  expect(gapOf({ price: "Preis" })).toMatch(/^Choose the column that holds the name/);
  expect(gapOf({ name: "Artikel", category: "Artikel" })).toMatch(/same column/);
  expect(gapOf({ name: "Artikel", price: "Preis" })).toBeNull();
});
