import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useKeyFor } from "./hooks";

it("sends a deed again with its first key, until it is answered; another deed has another", async () => {
  const { result } = renderHook(useKeyFor);
  const keys: string[] = [];
  const answered = (deed: unknown) => result.current(deed, async (key) => void keys.push(key));
  const lost = (deed: unknown) =>
    expect(
      result.current(deed, async (key) => {
        keys.push(key);
        throw new Error("lost");
      }),
    ).rejects.toThrow("lost");
  const raise = { ids: ["a"], percent: "10" };
  await lost(raise);
  await lost({ ...raise });
  await answered({ ...raise });
  expect(new Set(keys)).toHaveProperty("size", 1);
  // Wanted once more, it is to happen once more.
  await lost(raise);
  await lost({ ids: ["a", "b"], percent: "10" });
  expect(new Set(keys)).toHaveProperty("size", 3);
});
