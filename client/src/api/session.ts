/**
 * Who is signed in. The access token lives in memory only; the refresh token
 * is a cookie that no script can read. All tabs share one session: one of
 * them refreshes and tells the others, and signing out reaches all.
 */
import { recall, remember } from "@/lib/settings";
import { exclusively } from "./lock";
import { Problem, readProblem, unreachable } from "./problem";
import type { Challenge, ChallengeOutcome, SignedIn, SignInAnswer } from "./types";

interface Token {
  value: string;
  expiresAt: number;
}

/** A page for visitors, and what it has to say. */
export interface Farewell {
  path: string;
  state: unknown;
}

type SessionState =
  | { status: "starting" }
  /** With the page that says why, where there is one. */
  | { status: "out"; to?: Farewell }
  | { status: "in" }
  /** It ended under the feet of somebody who is working: they sign in over the page. */
  | { status: "expired" }
  | { status: "suspended"; reason: string };

type Message = { type: "token"; token: Token } | { type: "out" } | { type: "expired" };

/** Refreshed a little early, so that a request never leaves with a token that dies on the way. */
const MARGIN_MS = 30_000;

let token: Token | null = null;
/** Whose page this is. */
let user: string | null = null;
let state: SessionState = { status: "starting" };
let refreshing: Promise<Token | null> | null = null;
let resumed: { promise: Promise<void>; resolve: () => void; reject: (problem: Problem) => void } | null = null;
const listeners = new Set<() => void>();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("tenantry.session");

export const session = {
  get: () => state,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

function become(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

/** Takes up the session that the cookie may still hold. */
export async function start(): Promise<void> {
  // Without the mark nobody ever signed in here, and a visitor's first page costs no refused request.
  if (recall("session") === null) return become({ status: "out" });
  try {
    const found = await refresh();
    if (state.status === "starting") become({ status: found ? "in" : "out" });
  } catch {
    // Not reachable is not signed out; the pages say so and offer to try again.
    if (state.status === "starting") become({ status: "in" });
  }
}

/** Gives back the challenge that is to be answered first, if the person has a second factor. */
export async function signIn(email: string, password: string, operator = false): Promise<Challenge | null> {
  const path = operator ? "/v1/auth/operator/signin" : "/v1/auth/signin";
  const answer = await post<SignInAnswer>(path, { email, password, refresh_token_in: "cookie" });
  if ("challenge" in answer) return answer;
  accept(take(answer));
  return null;
}

export type Factor = { code: string } | { recovery_code: string };

/** False if the recovery code was right and the password is asked for once more, as with Cognito. */
export async function answerChallenge({ challenge }: Challenge, factor: Factor): Promise<boolean> {
  const answer = await post<ChallengeOutcome>("/v1/auth/challenge", { challenge, ...factor, refresh_token_in: "cookie" });
  if ("next" in answer) return false;
  accept(take(answer));
  return true;
}

export async function signOut(everywhere = false): Promise<void> {
  const bearer = token?.value;
  try {
    await post("/v1/auth/signout", everywhere ? { everywhere } : {}, bearer);
  } catch (error) {
    // Ending all sessions must not be claimed when it did not happen.
    if (everywhere) throw error;
  }
  leave();
  channel?.postMessage({ type: "out" } satisfies Message);
}

/** Signed out by another hand, as a reset password: this tab only forgets. */
export function leave(to?: Farewell): void {
  token = null;
  user = null;
  remember("session", null);
  resumed?.reject(new Problem(401, "signed_out", "", ""));
  resumed = null;
  become({ status: "out", to });
}

const demanded = new Set<() => void>();

/** The company began to demand a second factor while somebody without one was working. */
export const factorDemands = {
  announce: () => demanded.forEach((listener) => listener()),
  subscribe(listener: () => void) {
    demanded.add(listener);
    return () => void demanded.delete(listener);
  },
};

export function suspend(reason: string): void {
  if (state.status !== "suspended") become({ status: "suspended", reason });
}

/** A token to send now; waits while somebody signs in again over the page. */
export async function currentToken(): Promise<string> {
  if (token && token.expiresAt - MARGIN_MS > Date.now()) return token.value;
  return (await renew(token?.value)).value;
}

/** A token other than the one that was just refused. */
export async function renewedToken(refused: string): Promise<string> {
  return (await renew(refused)).value;
}

async function renew(refused: string | undefined): Promise<Token> {
  for (;;) {
    if (state.status === "expired") await signedInAgain();
    if (token && token.value !== refused && token.expiresAt > Date.now()) return token;
    const fresh = await refresh(refused);
    if (fresh) return fresh;
    if (state.status === "starting" || state.status === "out") throw new Problem(401, "signed_out", "", "");
    expire();
    channel?.postMessage({ type: "expired" } satisfies Message);
  }
}

function expire(): void {
  token = null;
  if (state.status === "in") become({ status: "expired" });
}

function signedInAgain(): Promise<void> {
  if (!resumed) {
    let resolve!: () => void;
    let reject!: (problem: Problem) => void;
    const promise = new Promise<void>((yes, no) => ((resolve = yes), (reject = no)));
    resumed = { promise, resolve, reject };
  }
  return resumed.promise;
}

/** Nothing if the session has ended. */
function refresh(refused?: string): Promise<Token | null> {
  refreshing ??= exclusively("refresh", () => refreshUnlessDone(refused)).finally(() => (refreshing = null));
  return refreshing;
}

async function refreshUnlessDone(refused: string | undefined): Promise<Token | null> {
  // Messages are delivered between tasks: one turn lets the tab that held the lock be heard.
  await new Promise((turn) => setTimeout(turn, 0));
  if (token && token.value !== refused && token.expiresAt - MARGIN_MS > Date.now()) return token;
  try {
    const fresh = take(await post<SignedIn>("/v1/auth/refresh", {}));
    accept(fresh);
    return fresh;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) {
      remember("session", null);
      return null;
    }
    throw error;
  }
}

function take(body: SignedIn): Token {
  return { value: body.access_token, expiresAt: Date.now() + body.expires_in * 1000 };
}

/** Read only to tell people apart; what they may do is the server's to say. */
function subjectOf(jwt: string): string {
  const payload = jwt.split(".")[1] ?? "";
  try {
    return String((JSON.parse(atob(payload.replace(/-/g, "+").replace(/_/g, "/"))) as { sub?: unknown }).sub);
  } catch {
    return jwt;
  }
}

function accept(fresh: Token): void {
  keep(fresh);
  channel?.postMessage({ type: "token", token: fresh } satisfies Message);
}

function keep(fresh: Token): void {
  const somebody = subjectOf(fresh.value);
  if (user !== null && somebody !== user) {
    // Another person signed in: what this tab shows and holds is not theirs.
    location.assign("/");
    return;
  }
  user = somebody;
  token = fresh;
  remember("session", "1");
  resumed?.resolve();
  resumed = null;
  if (state.status !== "in") become({ status: "in" });
}

channel?.addEventListener("message", ({ data }: MessageEvent<Message>) => {
  if (data.type === "token") keep(data.token);
  else if (data.type === "out") leave();
  else expire();
});

async function post<T>(path: string, body: unknown, bearer?: string): Promise<T> {
  const headers: Record<string, string> = { "content-type": "application/json", accept: "application/json" };
  if (bearer) headers.authorization = `Bearer ${bearer}`;
  let response: Response;
  try {
    response = await fetch(path, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
  } catch {
    throw unreachable();
  }
  if (!response.ok) throw await readProblem(response);
  return (response.status === 204 ? {} : await response.json()) as T;
}
