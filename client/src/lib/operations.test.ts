import { expect, it } from "vitest";
import type { OperationStep } from "@/api/types";
import { operationName, operationNow, stepName } from "./operations";

const step = (name: string, status: OperationStep["status"]) => ({ name, status, at: null, detail: null }) as OperationStep;

it("says what an operation is and where it is at", () => {
  expect(operationName({ kind: "move", target: "silo" })).toBe("Move into a silo");
  const steps = [step("create_place", "done"), step("copy", "running"), step("switch", "waiting")];
  expect(operationNow({ status: "running", steps })).toBe("Step 2 of 3: Copy the data");
  expect(operationNow({ status: "failed", steps: [step("copy", "failed"), step("switch", "waiting")] })).toBe("Failed at: Copy the data");
  // Between two steps, and before the first, the next one is named.
  expect(operationNow({ status: "running", steps: [step("copy", "done"), step("switch", "waiting")] })).toBe("Step 2 of 2: Switch over");
});

it("shows what it has no words for by the server's own name", () => {
  expect(stepName("forget_people")).toBe("Forget people");
  expect(operationName({ kind: "re_index", target: null })).toBe("Re index");
});
