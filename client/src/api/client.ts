/** The two ways to speak to the API, typed by its own document. Refusals are thrown as problems. */
import createClient from "openapi-fetch";
import { anonymousFetch, authorisedFetch } from "./fetch";
import type { paths } from "./schema";

const baseUrl = typeof location === "undefined" ? "" : location.origin;

export const api = createClient<paths>({ baseUrl, fetch: authorisedFetch });

/** For those who have not signed in. */
export const visitor = createClient<paths>({ baseUrl, fetch: anonymousFetch });

/** What was answered. It is always there, since everything else was thrown. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  return (await answer).data as NonNullable<T>;
}

/** For answers without a body. */
export async function done(answer: Promise<unknown>): Promise<void> {
  await answer;
}
