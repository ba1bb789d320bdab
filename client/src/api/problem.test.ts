import { describe, expect, it } from "vitest";
import { asProblem, asSentence, readProblem, unreachable } from "./problem";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });

describe("problems", () => {
  it("keep what the server said, and its extension members", async () => {
    const problem = await readProblem(
      answer(403, { type: "/x", title: "A limit", status: 403, code: "limit_reached", detail: "the plan's limit of 100 max_products is reached", request_id: "r1", limit: "max_products", max: 100, remedy: "archive a product" }),
    );
    expect(problem).toMatchObject({ status: 403, code: "limit_reached", requestId: "r1", members: { limit: "max_products", max: 100, remedy: "archive a product" } });
    expect(problem.sentence).toBe("The plan's limit of 100 max_products is reached. Archive a product.");
  });

  it("are told even when a proxy answers in HTML", async () => {
    const problem = await readProblem(answer(502, "<html>", { "x-request-id": "r2" }));
    expect(problem).toMatchObject({ code: "http_502", requestId: "r2" });
    expect(problem.sentence).toContain("502");
  });

  it("know whether trying again may help, and when", async () => {
    const busy = await readProblem(answer(429, { code: "rate_limited", detail: "slow down" }, { "retry-after": "3" }));
    expect([busy.passing, busy.retryAfter]).toEqual([true, 3]);
    expect(unreachable().passing).toBe(true);
    expect((await readProblem(answer(422, { code: "invalid" }))).passing).toBe(false);
  });

  it("are made of anything that is thrown", () => {
    expect(asProblem(new Error("boom"))).toMatchObject({ code: "unexpected", detail: "boom" });
    expect(asSentence("it is gone")).toBe("It is gone.");
    expect(asSentence("Really?")).toBe("Really?");
  });
});
