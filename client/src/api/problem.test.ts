import { describe, expect, it } from "vitest";
import { asProblem, asSentence, readProblem, unreachable } from "./problem";

const answer = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  new Response(typeof body === "string" ? body : JSON.stringify(body), { status, headers });

describe("problems", () => {
  it("keep what the server said, and its extension members", async () => {
    const problem = await readProblem(
      answer(403, {
        type: "/x",
        title: "A limit",
        status: 403,
        code: "limit_reached",
        detail: "the plan's limit of 100 max_products is reached",
        request_id: "r1",
        limit: "max_products",
        max: 100,
        remedy: "archive a product",
      }),
    );
    expect(problem).toMatchObject({
      status: 403,
      code: "limit_reached",
      requestId: "r1",
      members: { limit: "max_products", max: 100, remedy: "archive a product" },
    });
    expect(problem.sentence).toBe("The plan's limit of 100 max_products is reached. Archive a product.");
  });

  it("are told even when a proxy answers in HTML", async () => {
    const problem = await readProblem(answer(502, "<html>", { "x-request-id": "r2" }));
    expect(problem).toMatchObject({ code: "http_502", requestId: "r2" });
    expect(problem.sentence).toContain("502");
  });

  it("name fields in words and never by a JSON pointer", async () => {
    const invalid = async (...errors: [string, string][]) =>
      (
        await readProblem(
          answer(422, {
            code: "invalid",
            detail: "/mapping/name x",
            errors: errors.map(([pointer, detail]) => ({ pointer, code: "required", detail })),
          }),
        )
      ).sentence;
    expect(await invalid(["/mapping/name", "choose the column that holds the name"])).toBe("Choose the column that holds the name.");
    expect(await invalid(["/price", "must not be negative"], ["/items/0/unit_price", "is required"])).toBe(
      "Price must not be negative. Unit price is required.",
    );
    expect(await invalid(["", "the file has no rows"])).toBe("The file has no rows.");
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
