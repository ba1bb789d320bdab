import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { actionName } from "./names";

/** The server's own lists of what the journal may hold: its actions, and those of the kinds that every installation has. */
function actions(): string[] {
  const read = (file: string) => readFileSync(join(__dirname, "../../../server/core/src/domain", file), "utf8");
  const text = ["action.rs", "saved_view.rs"].map(read).join();
  return [...text.matchAll(/\(\s*"([a-z_]+\.[a-z_]+)",/g)].map((match) => match[1]!);
}

it("has words for every action that the server can write into the journal", () => {
  const known = actions();
  expect(known.length).toBeGreaterThan(40);
  expect(known.filter((action) => actionName(action) === action)).toEqual([]);
});
