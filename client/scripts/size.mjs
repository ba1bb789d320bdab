// What a browser must fetch of JavaScript before a page works, gzipped: the
// entry, the frame (for people who are signed in, or for visitors) and the
// page, with all that they import statically. Charts and dialogs come later.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const LIMIT = 200_000;
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));
const kB = (bytes) => `${(bytes / 1000).toFixed(1)} kB`;

function closure(keys) {
  const seen = new Set();
  const walk = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key].imports ?? []) walk(next);
  };
  keys.forEach(walk);
  return [...seen].map((key) => manifest[key].file).filter((file) => file.endsWith(".js"));
}

const size = (files) =>
  files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0);

const LATER = ["RevenueChart", "InvitePanel", "BulkDialog", "Ledger", "ProductPicker"];
const pages = Object.keys(manifest)
  .filter((key) => manifest[key].isDynamicEntry && key.startsWith("src/features/"))
  .filter((key) => !LATER.some((name) => key.includes(name)));
const failed = pages.filter((page) => {
  const frame = page.startsWith("src/features/auth/") ? "src/app/Public.tsx" : "src/app/Private.tsx";
  const bytes = size(closure(["index.html", frame, page]));
  console.log(`${bytes > LIMIT ? "TOO LARGE" : "ok       "} ${kB(bytes).padStart(9)}  ${page}`);
  return bytes > LIMIT;
});
if (pages.length === 0 || failed.length > 0) {
  console.error(`The initial JavaScript of a page must be at most ${kB(LIMIT)} gzipped.`);
  process.exit(1);
}
