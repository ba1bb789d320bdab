/** Products out of a file: look into it, say which column is what, try, do. */
import { api, body } from "./client";
import { asBlob, csvBody, csvFile } from "./csv";
import type { ImportChoices, ImportMapping, ImportTemplate } from "./types";

export interface Reading {
  template: ImportTemplate;
  mapping: ImportMapping;
  choices: ImportChoices;
}

/** A file says when it was last changed: what sold since then is not in its stock. */
const changed = (file: File) => ({ exported_at: new Date(file.lastModified).toISOString() });
const readAs = ({ template, mapping, choices }: Reading) => ({ template, mapping: JSON.stringify(mapping), ...choices });

export const previewImport = (file: Blob) => body(api.POST("/v1/products/import/preview", csvBody(file)));
export const tryImport = (file: File, reading: Reading) =>
  body(api.POST("/v1/products/import", { params: { query: { ...readAs(reading), ...changed(file), dry_run: true } }, ...csvBody(file) }));
/** With a key, so that pressing again after a lost answer gets the first report. */
export const importProducts = (file: File, reading: Reading, key: string) =>
  body(
    api.POST("/v1/products/import", {
      params: { query: { ...readAs(reading), ...changed(file) }, header: { "Idempotency-Key": key } },
      ...csvBody(file),
    }),
  );
export const failedRows = (file: Blob, reading: Reading) =>
  csvFile(api.POST("/v1/products/import/failed", { params: { query: readAs(reading) }, ...csvBody(file), ...asBlob }));
export const importTemplate = () => csvFile(api.GET("/v1/products/import/template", asBlob));
