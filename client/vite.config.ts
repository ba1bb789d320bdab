import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.TENANTRY_API ?? "http://127.0.0.1:8080";
// The API sees one origin, as it does when the server serves the app itself.
const proxy = { "/v1": { target: api, changeOrigin: false, xfwd: false } };

/** As the server sends it with the app, so that whatever would break it breaks here first. */
const csp = [
  "default-src 'none'",
  "script-src 'self'",
  // The kit writes styles into the page.
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { host: "127.0.0.1", port: 5173, proxy },
  preview: { host: "127.0.0.1", port: 4173, proxy, headers: { "content-security-policy": csp } },
  build: {
    target: "es2022",
    manifest: true,
    // Inlined data: URLs would need a wider content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What twenty pages share is one file. Left alone, the bundler cuts it into pieces, others after each import that
    // is moved, and they weigh more. Components stay out: their styles must come after those of the kit.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: "shared", minShareCount: 20, test: /\/(node_modules|src\/api|src\/lib)\// }] } },
    },
  },
});
