/** Products out of a file: look into it, say which column is what, try, do. */
import { api, body } from "./client";
import { asBlob, csvBody, csvFile } from "./csv";
import type { ImportMapping, ImportTemplate } from "./types";

export interface Reading {
  template: ImportTemplate;
  mapping: ImportMapping;
}

const readAs = ({ template, mapping }: Reading) => ({ template, mapping: JSON.stringify(mapping) });

export const previewImport = (file: Blob) => body(api.POST("/v1/products/import/preview", csvBody(file)));
export const tryImport = (file: Blob, reading: Reading) =>
  body(api.POST("/v1/products/import", { params: { query: { ...readAs(reading), dry_run: true } }, ...csvBody(file) }));
/** With a key, so that pressing again after a lost answer gets the first report. */
export const importProducts = (file: Blob, reading: Reading, key: string) =>
  body(
    api.POST("/v1/products/import", {
      params: { query: readAs(reading), header: { "Idempotency-Key": key } },
      ...csvBody(file),
    }),
  );
export const failedRows = (file: Blob, reading: Reading) =>
  csvFile(api.POST("/v1/products/import/failed", { params: { query: readAs(reading) }, ...csvBody(file), ...asBlob }));
export const importTemplate = () => csvFile(api.GET("/v1/products/import/template", asBlob));
