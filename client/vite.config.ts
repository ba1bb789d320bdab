import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.TENANTRY_API ?? "http://127.0.0.1:8080";
// The API sees one origin, as it does when the server serves the app itself.
const proxy = { "/v1": { target: api, changeOrigin: false, xfwd: false } };

/** What all pages are made of. Forms, tables and what floats over a page stay out: many pages have none of them. */
const KIT = [
  "ActionIcon",
  "Alert",
  "Button",
  "CloseButton",
  "FloatingIndicator",
  "Group",
  "InlineInput",
  "Input",
  "InputBase",
  "Loader",
  "SegmentedControl",
  "Skeleton",
  "Switch",
  "TextInput",
];
const APART =
  "AuditLog|Bulk|CodeBoxes|ConfirmModal|DataTable|EnrolTotp|FilterBar|forms|ListFilters|ListPage|OpenMenu|OrdersDialog|RecoveryCodes|SaveView|SavedViews|SearchSelect|SecondFactor";

const isPart = (id: string): boolean =>
  new RegExp(`/@mantine/core/esm/components/(${KIT.join("|")})/|/@tabler/`).test(id) ||
  (/\/src\/(api|app|components|lib)\//.test(id) && !new RegExp(`/(${APART})\\b`).test(id));

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
    // A file for what each page needs, and one for what many do: left alone, the bundler cuts the shared code into dozens
    // of pieces, others after each import that is moved, and a browser asks for each. Styles may come in any order, since
    // those of the kit are a layer (src/app/global.css).
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: "shared", minShareCount: 20, test: /\/(node_modules|src\/api|src\/lib)\// },
            { name: "parts", minShareCount: 2, test: isPart },
          ],
        },
      },
    },
  },
});
