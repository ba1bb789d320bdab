/** A refusal of the server (RFC 9457), or the fact that it could not be reached. */
import { t } from "@/lib/i18n";

interface FieldProblem {
  pointer: string;
  code: string;
  detail: string;
}

export class Problem extends Error {
  override name = "Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly requestId: string | null = null,
    readonly errors: FieldProblem[] = [],
    /** Extension members, as `current`, `limit` or `next`. */
    readonly members: Record<string, unknown> = {},
    readonly retryAfter: number | null = null,
  ) {
    super(detail);
  }

  is(...codes: string[]): boolean {
    return codes.includes(this.code);
  }

  text(member: string): string | undefined {
    const value = this.members[member];
    return typeof value === "string" ? value : undefined;
  }

  number(member: string): number | undefined {
    const value = this.members[member];
    return typeof value === "number" ? value : undefined;
  }

  /** What to tell people: the server's own words, as a sentence. */
  get sentence(): string {
    if (this.code === "limit_reached") {
      const remedy = this.text("remedy");
      return remedy ? `${asSentence(this.detail)} ${asSentence(remedy)}` : asSentence(this.detail);
    }
    if (this.code === "invalid" && this.errors.length > 0) return [...new Set(this.errors.map(fieldSentence))].join(" ");
    return asSentence(this.detail || this.title);
  }

  /** Whether it is a fault of the server, which somebody may look for by the request's id; a mistake needs none. */
  get traceable(): boolean {
    return this.requestId !== null && this.status >= 500;
  }

  /** Whether the same request may well succeed a moment later. */
  get passing(): boolean {
    return this.code === "network" || this.status === 503 || this.status === 429;
  }
}

/** A pointer is for programs: people read the field's name, or words that name it themselves. */
function fieldSentence({ pointer, detail }: FieldProblem): string {
  const field = pointer
    .split("/")
    .filter((part) => part && !/^\d+$/.test(part))
    .at(-1);
  if (!field || pointer.startsWith("/mapping")) return asSentence(detail);
  return asSentence(`${field.replaceAll("_", " ")} ${detail}`);
}

export function asSentence(text: string): string {
  const trimmed = text.trim();
  if (!trimmed) return trimmed;
  const start = trimmed[0]!.toUpperCase() + trimmed.slice(1);
  return /[.!?]$/.test(start) ? start : `${start}.`;
}

export async function readProblem(response: Response): Promise<Problem> {
  const header = response.headers.get("retry-after");
  const retryAfter = header && /^\d+$/.test(header) ? Number(header) : null;
  let body: Record<string, unknown> = {};
  try {
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    // A proxy in between may answer in HTML; the status is all there is to say.
  }
  const { code, title, detail, request_id, errors, status: _status, type: _type, ...members } = body;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const known = text(code) || `http_${response.status}`;
  return new Problem(
    response.status,
    known,
    text(title) || t("The server rejected this"),
    text(detail) || text(title) || t("The server answered {status} without saying why.", { status: response.status }),
    text(request_id) || response.headers.get("x-request-id"),
    Array.isArray(errors) ? (errors as FieldProblem[]) : [],
    members,
    retryAfter,
  );
}

export function unreachable(): Problem {
  return new Problem(
    0,
    "network",
    t("The server can't be reached"),
    t("The server can't be reached. Check your connection and try again."),
  );
}

/** Anything that was thrown, as a problem. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new Problem(0, "unexpected", t("Something went wrong in this page"), detail);
}
