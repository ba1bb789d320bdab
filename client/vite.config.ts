import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const api = process.env.TENANTRY_API ?? "http://127.0.0.1:8080";
// The API sees one origin, as it does when the server serves the app itself.
const proxy = { "/v1": { target: api, changeOrigin: false, xfwd: false } };

/** What all pages are made of, in one file. */
const PARTS =
  /\/@mantine\/core\/esm\/(components\/(ActionIcon|Alert|Button|CloseButton|Group|Input|InputBase|Loader|Skeleton|TextInput)\/|.*(noop|get-auto-contrast))|\/@tabler\/|\/@tanstack\/react-query\/|\/src\/(api|app|components|lib)\//;
/** What members and operators work with, and visitors do not need, in another. */
const WORK =
  /\/@mantine\/core\/esm\/(components\/(FloatingIndicator|SegmentedControl|Switch)|utils\/InlineInput)\/|\/src\/components\/(ActionMenu|Badge|Chart|DayField|InlineEdit|StepButton|ShipDialog|Usage|orderSteps|tableParams)\b/;
/** What some pages have and the others should not pay for: forms, tables, what floats over a page. */
const APART =
  /\/src\/components\/(AuditLog|CodeBoxes|ConfirmModal|DataTable|EnrolTotp|FilterBar|forms|ListFilters|ListPage|OpenMenu|OrdersDialog|RecoveryCodes|SaveView|SavedViews|SearchSelectField|SecondFactor)\b/;

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
            { name: "parts", minShareCount: 2, test: (id: string) => PARTS.test(id) && !WORK.test(id) && !APART.test(id) },
            { name: "work", minShareCount: 2, test: WORK },
          ],
        },
      },
    },
  },
});
