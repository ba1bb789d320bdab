import { expect, it } from "vitest";
import { fileName } from "./files";

it("names a file so that every file system takes it", () => {
  expect(fileName("Holz & Förm GmbH / Süd", "2026-11-24", "ndjson")).toBe("holz-form-gmbh-sud-2026-11-24.ndjson");
  expect(fileName("株式会社", "2026-11-24", "ndjson")).toBe("tenantry-2026-11-24.ndjson");
});
