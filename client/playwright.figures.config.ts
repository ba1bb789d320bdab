import { defineConfig } from "@playwright/test";
import base from "./playwright.config";

// Figures are read by people, so they are no part of the tests: one run, one browser, nothing beside it.
export default defineConfig({
  ...base,
  testDir: "figures",
  projects: [{ name: "figures", use: { viewport: { width: 1360, height: 860 } } }],
  reporter: [["line"]],
  timeout: 600_000,
});
