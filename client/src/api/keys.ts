/**
 * A key for each change, so that a change is made once however often it is sent: browsers send a request again by
 * themselves when a connection closes without an answer, and people press again.
 */
import { uuid } from "@/lib/ids";

const HEADER = "Idempotency-Key";
const CHANGES = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Changes whose outcome is not known, by what they say; the same sent again is the same change. */
const open = new Map<string, string>();

/** Whether a key is due: what gives or takes a credential has none, and a page that sends a file brings one. */
const takesKey = (request: Request) =>
  CHANGES.has(request.method) &&
  !request.headers.has(HEADER) &&
  request.headers.get("content-type") !== "text/csv" &&
  !new URL(request.url).pathname.startsWith("/v1/auth/");

/**
 * Sends a change under a key of its own. When it got no answer, or one that leaves its outcome open, the same change
 * sent again bears the same key; an answer ends it, and the same again is another change.
 */
export async function underKey(request: Request, send: (request: Request) => Promise<Response>): Promise<Response> {
  if (!takesKey(request)) return send(request);
  const change = await described(request);
  const key = open.get(change) ?? uuid();
  open.set(change, key);
  request.headers.set(HEADER, key);
  const response = await send(request);
  if (response.status < 500 && response.status !== 429) open.delete(change);
  return response;
}

async function described(request: Request): Promise<string> {
  const seen = request.headers.get("if-match") ?? "";
  return JSON.stringify([request.method, request.url, seen, await request.clone().text()]);
}

/** For the person who signs in next. */
export function forgetKeys(): void {
  open.clear();
}
