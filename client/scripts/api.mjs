// Makes src/api/schema.d.ts from the server's own OpenAPI document; with
// --check it only compares, and fails when the types are stale.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = fileURLToPath(new URL("../src/api/schema.d.ts", import.meta.url));
const committed = `${root}docs/openapi.json`;

// The document is held to the server by `cargo xtask openapi --check`; a binary
// that was built some time ago says nothing.
const document = () => readFileSync(process.env.TENANTRY_OPENAPI ?? committed, "utf8");

const header = "// Generated from the server's OpenAPI document by `npm run api`. Do not edit.\n\n";
const fresh = header + astToString(await openapi(JSON.parse(document()), { alphabetize: true, defaultNonNullable: false }));

if (!process.argv.includes("--check")) {
  writeFileSync(target, fresh);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== fresh) {
  console.error("src/api/schema.d.ts is stale: run `npm run api` and commit the result.");
  process.exit(1);
}
