/** The record that a refused change contradicts, and the way there. */
import type { Problem } from "@/api/problem";

export interface Other {
  name: string;
  to: string;
}

const PAGES: Record<string, string> = { sku_taken: "/products/", external_ref_taken: "/orders/" };

/** The other record, where the server names one that has a page. */
export function conflicting(problem: Problem): Other | null {
  const page = PAGES[problem.code];
  const other = problem.members.conflicting as { id?: unknown; name?: unknown } | undefined;
  if (!page || typeof other?.id !== "string" || typeof other.name !== "string") return null;
  return { name: other.name, to: page + other.id };
}
