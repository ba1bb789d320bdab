import { screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { http, HttpResponse } from "msw";
import { setupServer } from "msw/node";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { OperatorSignIn, SignIn } from "@/features/auth/SignIn";
import { Security } from "@/features/settings/Security";
import { signIn } from "@/api/session";
import { show } from "@/test/render";

const origin = "http://localhost";
const server = setupServer();
const tokens = { access_token: `h.${btoa(JSON.stringify({ sub: "u1" }))}.1`, token_type: "Bearer", expires_in: 3600 };
const challenge = { challenge: "c1", methods: ["totp", "recovery_code"], expires_in: 300 };
const refusal = (status: number, code: string, extra = {}) =>
  HttpResponse.json({ status, code, title: "Rejected", detail: `it is ${code}`, request_id: "r", ...extra }, { status });

beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterEach(() => server.resetHandlers());
afterAll(() => server.close());

describe("signing in with a second factor", () => {
  let answers: unknown[] = [];

  beforeEach(() => {
    answers = [];
    server.use(
      http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json(challenge)),
      http.post(`${origin}/v1/auth/challenge`, async ({ request }) => {
        const answer = (await request.json()) as { code?: string; recovery_code?: string };
        answers.push(answer);
        if (answer.recovery_code) return HttpResponse.json({ next: "sign_in" });
        if (answer.code === "999999") return refusal(401, "challenge_over");
        return answer.code === "123456" ? HttpResponse.json(tokens) : refusal(401, "wrong_code");
      }),
    );
  });

  const reachTheCode = async () => {
    const view = show(<SignIn />, "/signin?next=%2Forders");
    await userEvent.type(screen.getByLabelText("Email address"), "ada@shop.example");
    await userEvent.type(screen.getByLabelText("Password"), "right");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await waitFor(() => expect(screen.getByLabelText("Digit 1 of 6")).toHaveFocus());
    return view;
  };

  it("takes six pasted digits and goes where the person was going", async () => {
    const { router } = await reachTheCode();
    await userEvent.paste("123456");
    await waitFor(() => expect(router.state.location.pathname).toBe("/orders"));
    expect(answers).toEqual([{ challenge: "c1", code: "123456", refresh_token_in: "cookie" }]);
  });

  it("empties the boxes after a wrong code", async () => {
    await reachTheCode();
    await userEvent.keyboard("000000");
    expect(await screen.findByRole("alert")).toHaveTextContent("It is wrong_code.");
    await waitFor(() => expect(screen.getByLabelText("Digit 1 of 6")).toHaveFocus());
    expect(screen.getByLabelText("Digit 1 of 6")).toHaveValue("");
  });

  it("begins anew when the challenge is over", async () => {
    await reachTheCode();
    await userEvent.paste("999999");
    expect(await screen.findByText("It is challenge_over.")).toBeInTheDocument();
    expect(screen.getByLabelText("Password")).toHaveValue("");
  });

  it("takes a recovery code and says what follows", async () => {
    await reachTheCode();
    await userEvent.click(screen.getByRole("button", { name: "I lost my app" }));
    await userEvent.type(screen.getByLabelText("Recovery code"), "8k2m-4q7x-z0vw");
    await userEvent.click(screen.getByRole("button", { name: "Use the recovery code" }));
    expect(await screen.findByText(/The recovery code is accepted/)).toBeInTheDocument();
    expect(answers).toEqual([{ challenge: "c1", recovery_code: "8k2m-4q7x-z0vw", refresh_token_in: "cookie" }]);
  });

  it("asks operators too", async () => {
    server.use(http.post(`${origin}/v1/auth/operator/signin`, () => HttpResponse.json(challenge)));
    show(<OperatorSignIn />, "/operator/signin");
    await userEvent.type(screen.getByLabelText("Email address"), "ops@example.com");
    await userEvent.type(screen.getByLabelText("Password"), "right");
    await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
    expect(await screen.findByLabelText("Digit 6 of 6")).toBeInTheDocument();
  });
});

describe("the security page", () => {
  let mfa = { enabled: false, enabled_since: null as string | null, recovery_codes_left: 0, required: false };
  const session = (session_id: string, current: boolean) => ({
    session_id,
    current,
    device: current ? "Firefox on Linux" : "Safari on iPhone",
    address: "192.0.2.1",
    created_at: "2026-11-24T09:00:00.000Z",
    last_used_at: "2026-11-24T09:00:00.000Z",
    expires_at: "2026-12-24T09:00:00.000Z",
  });
  let sessions = [session("s1", true), session("s2", false)];

  beforeEach(async () => {
    mfa = { enabled: false, enabled_since: null, recovery_codes_left: 0, required: false };
    sessions = [session("s1", true), session("s2", false)];
    server.use(
      http.post(`${origin}/v1/auth/signin`, () => HttpResponse.json(tokens)),
      http.get(`${origin}/v1/auth/mfa`, () => HttpResponse.json(mfa)),
      http.post(`${origin}/v1/auth/mfa/totp`, () =>
        HttpResponse.json({ secret: "GEZDGNBVGY3TQOJQ", uri: "otpauth://totp/x", qr_svg: "<svg/>" }),
      ),
      http.post(`${origin}/v1/auth/mfa/totp/confirm`, async ({ request }) => {
        const { code } = (await request.json()) as { code: string };
        if (code !== "123456") return refusal(422, "invalid", { errors: [{ pointer: "/code", code: "wrong_code", detail: "is not it" }] });
        mfa = { enabled: true, enabled_since: "2026-11-24T09:00:00.000Z", recovery_codes_left: 2, required: false };
        return HttpResponse.json({ recovery_codes: ["8k2m-4q7x-z0vw", "c5rt-91nd-jh3e"] });
      }),
      http.delete(`${origin}/v1/auth/mfa/totp`, async ({ request }) => {
        const { password } = (await request.json()) as { password: string };
        if (password !== "right")
          return refusal(422, "invalid", { errors: [{ pointer: "/password", code: "wrong_password", detail: "is not it" }] });
        mfa = { ...mfa, enabled: false };
        return new HttpResponse(null, { status: 204 });
      }),
      http.get(`${origin}/v1/auth/sessions`, () => HttpResponse.json({ items: sessions, next_cursor: null })),
      http.delete(`${origin}/v1/auth/sessions/:id`, ({ params }) => {
        sessions = sessions.filter(({ session_id }) => session_id !== params.id);
        return new HttpResponse(null, { status: 204 });
      }),
      http.get(`${origin}/v1/tenants/t1`, () => HttpResponse.json({ tenant_id: "t1", version: 3, require_mfa: false })),
    );
    await signIn("ada@shop.example", "right");
  });

  it("sets up an app and shows the recovery codes until they are kept", async () => {
    show(<Security />);
    await userEvent.click(await screen.findByRole("button", { name: "Set it up" }));
    expect((await screen.findByAltText("QR code to scan with your authenticator app")).getAttribute("src")).toBe(
      "data:image/svg+xml,%3Csvg%2F%3E",
    );
    expect(screen.getByText("GEZD GNBV GY3T QOJQ")).toBeInTheDocument();
    await userEvent.click(screen.getByLabelText("Digit 1 of 6"));
    await userEvent.paste("000000");
    expect(await screen.findByRole("alert")).toHaveTextContent("That is not the code");
    await waitFor(() => expect(screen.getByLabelText("Digit 1 of 6")).toHaveFocus());
    await userEvent.paste("123456");
    expect(await screen.findByText("8k2m-4q7x-z0vw")).toBeInTheDocument();
    const done = screen.getByRole("button", { name: "Done" });
    expect(done).toBeDisabled();
    await userEvent.click(screen.getByLabelText("I've saved these codes"));
    await userEvent.click(done);
    expect(await screen.findByText(/2 recovery codes are left/)).toBeInTheDocument();
    expect(screen.queryByText("8k2m-4q7x-z0vw")).toBeNull();
  });

  it("turns it off with the password only", async () => {
    mfa = { enabled: true, enabled_since: "2026-11-24T09:00:00.000Z", recovery_codes_left: 1, required: false };
    show(<Security />);
    await userEvent.click(await screen.findByRole("button", { name: "Turn it off…" }));
    const dialog = await screen.findByRole("dialog");
    const password = dialog.querySelector("input")!;
    await userEvent.type(password, "wrong");
    await userEvent.click(screen.getByRole("button", { name: "Turn it off" }));
    expect(await screen.findByText("That is not your password")).toBeInTheDocument();
    await userEvent.clear(password);
    await userEvent.type(password, "right");
    await userEvent.click(screen.getByRole("button", { name: "Turn it off" }));
    expect(await screen.findByRole("button", { name: "Set it up" })).toBeInTheDocument();
  });

  it("ends another session, never this one", async () => {
    show(<Security />);
    await userEvent.click(await screen.findByRole("button", { name: "End the session on Safari on iPhone" }));
    await waitFor(() => expect(screen.queryByText("Safari on iPhone")).toBeNull());
    expect(screen.queryByRole("button", { name: /End the session on Firefox/ })).toBeNull();
  });

  it("demands a second factor of everybody", async () => {
    const sent = vi.fn();
    server.use(
      http.patch(`${origin}/v1/tenants/t1`, async ({ request }) => {
        sent(request.headers.get("if-match"), await request.json());
        return HttpResponse.json({ tenant_id: "t1", version: 4, require_mfa: true });
      }),
      http.get(`${origin}/v1/auth/me`, () => HttpResponse.json({})),
    );
    show(<Security />);
    await userEvent.click(await screen.findByRole("switch", { name: /Require two-factor authentication/ }));
    await waitFor(() => expect(sent).toHaveBeenCalledWith('"3"', { require_mfa: true }));
  });
});
