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

const size = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(new URL(file, dist)), { level: 9 }).length, 0);

/** What a page stands in. */
function frames(page) {
  if (page.startsWith("src/features/auth/")) return ["src/app/Public.tsx"];
  return ["src/app/Private.tsx", ...(page.startsWith("src/features/settings/") ? ["src/features/settings/SettingsLayout.tsx"] : [])];
}

// The routes are all that the entry fetches by itself; what pages fetch is theirs to delay.
const pages = manifest["index.html"].dynamicImports.filter((key) => key.startsWith("src/features/"));
const failed = pages.filter((page) => {
  const bytes = size(closure(["index.html", ...frames(page), page]));
  console.log(`${bytes > LIMIT ? "TOO LARGE" : "ok       "} ${kB(bytes).padStart(9)}  ${page}`);
  return bytes > LIMIT;
});

// The page that the day begins with, whole: with the charts of larger plans, and what is fetched ahead while it is idle.
const FILES = 15;
const ahead = ["src/features/dashboard/Advanced.tsx", "src/app/Palette.tsx", "src/app/SessionDialog.tsx"];
const dashboard = closure(["index.html", "src/app/Private.tsx", "src/features/dashboard/Dashboard.tsx", ...ahead]);
console.log(`the dashboard with all that is fetched ahead: ${kB(size(dashboard))} in ${dashboard.length} files`);
if (size(dashboard) > LIMIT || dashboard.length > FILES) {
  console.error(`The dashboard must need at most ${kB(LIMIT)} of JavaScript (gzip) in at most ${FILES} files.`);
  process.exit(1);
}
if (pages.length === 0 || failed.length > 0) {
  console.error(`The initial JavaScript of a page must be at most ${kB(LIMIT)} gzipped.`);
  process.exit(1);
}
