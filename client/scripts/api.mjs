// Makes src/api/schema.d.ts from the server's own OpenAPI document; with
// --check it only compares, and fails when the types are stale.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import openapi, { astToString } from "openapi-typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const target = fileURLToPath(new URL("../src/api/schema.d.ts", import.meta.url));
const binary = process.env.TENANTRY_BIN ?? `${root}target/debug/tenantry`;
const committed = `${root}docs/openapi.json`;

function document() {
  if (process.env.TENANTRY_OPENAPI) return readFileSync(process.env.TENANTRY_OPENAPI, "utf8");
  if (existsSync(binary)) return execFileSync(binary, ["openapi"], { encoding: "utf8", maxBuffer: 64 << 20 });
  if (existsSync(committed)) return readFileSync(committed, "utf8");
  return execFileSync("cargo", ["run", "-q", "-p", "tenantry-standalone", "--", "openapi"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
}

const header = "// Generated from the server's OpenAPI document by `npm run api`. Do not edit.\n\n";
const fresh = header + astToString(await openapi(JSON.parse(document()), { alphabetize: true, defaultNonNullable: false }));

if (!process.argv.includes("--check")) {
  writeFileSync(target, fresh);
} else if (!existsSync(target) || readFileSync(target, "utf8") !== fresh) {
  console.error("src/api/schema.d.ts is stale: run `npm run api` and commit the result.");
  process.exit(1);
}
