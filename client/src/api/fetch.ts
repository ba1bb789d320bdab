/** `fetch` for signed-in people: sends the token, renews it once when it is refused, and throws problems. */
import { underKey } from "./keys";
import { readProblem, unreachable } from "./problem";
import { currentToken, factorDemands, renewedToken, suspend } from "./session";

export async function authorisedFetch(request: Request): Promise<Response> {
  return checked(await underKey(request, sendSignedIn));
}

async function sendSignedIn(request: Request): Promise<Response> {
  const token = await currentToken();
  const response = await send(request, token);
  if (response.status !== 401) return response;
  return send(request, await renewedToken(token));
}

export async function anonymousFetch(request: Request): Promise<Response> {
  return checked(await send(request));
}

async function send(request: Request, token?: string): Promise<Response> {
  // A body can be read once; the copy leaves the original for another try.
  const copy = request.clone();
  if (token) copy.headers.set("authorization", `Bearer ${token}`);
  try {
    return await fetch(copy);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw unreachable();
  }
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem = await readProblem(response);
  if (problem.is("tenant_suspended")) suspend(problem.text("reason") ?? problem.detail);
  if (problem.is("mfa_required")) factorDemands.announce();
  throw problem;
}
