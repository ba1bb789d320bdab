/** All of a company's data as one file, read page by page, so that neither side holds it twice. */
import { api, body } from "./client";
import { asProblem } from "./problem";

export interface Progress {
  rows: number;
  bytes: number;
  /** What the last row was: a product, an order. */
  kind: string;
}

interface Options {
  /** The operator gives one; it is kept in the journal. */
  reason?: string;
  signal: AbortSignal;
  onProgress: (progress: Progress) => void;
}

/** One line for each thing, as NDJSON. */
export async function exportTenant(id: string, { reason, signal, onProgress }: Options): Promise<Blob> {
  const begun = await body(api.POST("/v1/tenants/{id}/exports", { params: { path: { id } }, body: reason ? { reason } : {}, signal }));
  const parts: Blob[] = [];
  const progress = { rows: 0, bytes: 0, kind: "" };
  let cursor: string | undefined;
  do {
    const query = { limit: 100, cursor };
    const page = await patiently(signal, () =>
      body(api.GET("/v1/tenants/{id}/exports/{export_id}", { params: { path: { id, export_id: begun.id }, query }, signal })),
    );
    // The browser may keep a blob on the disk; a string it can't.
    const part = new Blob(page.items.map((item) => `${JSON.stringify(item)}\n`));
    parts.push(part);
    progress.rows += page.items.length;
    progress.bytes += part.size;
    progress.kind = page.items.at(-1)?.kind ?? progress.kind;
    onProgress({ ...progress });
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
  return new Blob(parts, { type: "application/x-ndjson" });
}

const TRIES = 6;

/** A page that fails in passing is asked for again: an hour's reading must not end by one lost answer. */
async function patiently<T>(signal: AbortSignal, read: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await read();
    } catch (error) {
      const problem = asProblem(error);
      if (signal.aborted || !problem.passing || tries === TRIES) throw error;
      await pause(signal, problem.retryAfter === null ? 250 * 2 ** tries : problem.retryAfter * 1000);
    }
  }
}

function pause(signal: AbortSignal, ms: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    signal.addEventListener("abort", onAbort, { once: true });
  });
}
