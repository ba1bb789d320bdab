import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import type { Product } from "@/api/types";
import { useChosen } from "./chosen";

const product = (product_id: string, price: string) => ({ product_id, price }) as Product;
const CAP = product("cap", "10.00");
const DEARER = product("cap", "12.00");
const SCARF = product("scarf", "20.00");

it("what is selected has the price that it has now, not the one it was ticked at", () => {
  const { result, rerender } = renderHook((shown: Product[]) => useChosen(shown, ""), { initialProps: [CAP] });
  act(() => result.current.select(["cap"]));
  expect([...result.current.chosen.values()]).toEqual([CAP]);
  rerender([DEARER]);
  expect([...result.current.chosen.values()]).toEqual([DEARER]);
  // On the next page too, where it is out of sight.
  rerender([SCARF]);
  act(() => result.current.select(["cap", "scarf"]));
  expect([...result.current.chosen.values()]).toEqual([DEARER, SCARF]);
});

it("ends with the filters that found it, and not with a page of them", () => {
  const { result, rerender } = renderHook(({ shown, narrowed }) => useChosen(shown, narrowed), {
    initialProps: { shown: [CAP], narrowed: "stock=low" },
  });
  act(() => result.current.select(["cap"]));
  rerender({ shown: [SCARF], narrowed: "stock=low" });
  expect([...result.current.chosen.keys()]).toEqual(["cap"]);
  rerender({ shown: [SCARF], narrowed: "stock=out" });
  expect(result.current.chosen.size).toBe(0);
});
