import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { actionName } from "./names";

const core = join(__dirname, "../../../server/core/src");

/** What the journal may hold: the names of events, and of deeds that sum up many. */
function actions(): string[] {
  const files = readdirSync(core, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".rs"));
  const found = files.flatMap((file) => {
    const text = readFileSync(join(core, file), "utf8");
    const named = file === "event.rs" ? [...text.matchAll(/=> "([a-z_]+\.[a-z_]+)"/g)] : [];
    return [...named, ...text.matchAll(/conclude\(\s*"([a-z_]+\.[a-z_]+)"/g)].map((match) => match[1]!);
  });
  return [...new Set(found)].sort();
}

it("has words for every action that the server can write into the journal", () => {
  const known = actions();
  expect(known).toEqual(expect.arrayContaining(["order.placed", "products.imported", "totp.enabled"]));
  expect(known.filter((action) => actionName(action) === action)).toEqual([]);
});
