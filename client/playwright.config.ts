import { defineConfig } from "@playwright/test";

// Debian's Chromium: nothing is downloaded, and it runs in a bare container.
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./e2e/server.ts",
  // One server and one mailbox are shared, and two cores are all there may be.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // A test that passes only when it is tried again is named as flaky in CI's summary.
  retries: process.env.CI ? 1 : 0,
  reporter: [["list"], ["json", { outputFile: "test-results/e2e.json" }]],
  projects: [
    { name: "desktop", use: { viewport: { width: 1360, height: 860 } } },
    { name: "phone", grep: /@phone/, use: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, colorScheme: "dark" } },
  ],
  use: {
    locale: "en-GB",
    screenshot: "only-on-failure",
    launchOptions: { executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args },
  },
});
