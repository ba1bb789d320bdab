import { describe, expect, it } from "vitest";
import { exclusively } from "./lock";

describe("where there are no Web Locks", () => {
  it("work is still done one after the other, also after a failure", async () => {
    const steps: string[] = [];
    const work = (name: string, fail = false) =>
      exclusively("x", async () => {
        steps.push(`${name} begins`);
        await new Promise((turn) => setTimeout(turn, 5));
        steps.push(`${name} ends`);
        if (fail) throw new Error(name);
      });
    const [first, second] = await Promise.allSettled([work("one", true), work("two")]);
    expect([first.status, second.status]).toEqual(["rejected", "fulfilled"]);
    expect(steps).toEqual(["one begins", "one ends", "two begins", "two ends"]);
  });
});
