import { act, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { show } from "@/test/render";
import { safeTarget, useCursor, useFilters } from "./url";

const NAMES = ["status", "q"] as const;

function List() {
  const { filters, setFilters, clear, active } = useFilters(NAMES);
  const { cursor, page, next, previous } = useCursor();
  return (
    <>
      <output>{JSON.stringify({ ...filters, active, cursor, page })}</output>
      <button onClick={() => setFilters({ status: "pending" })}>pending</button>
      <button onClick={clear}>clear</button>
      <button onClick={() => next(`c${page + 1}`)}>next</button>
      <button onClick={previous}>previous</button>
    </>
  );
}

const state = () => JSON.parse(screen.getByRole("status").textContent!) as Record<string, unknown>;
const press = (name: string) => userEvent.click(screen.getByRole("button", { name }));

describe("the address", () => {
  it("holds the filters, leaves others alone, and back restores them", async () => {
    const { router } = show(<List />, "/orders?sort=-total&q=ada&cursor=c2&page=2");
    expect(state()).toMatchObject({ q: "ada", active: ["q"], cursor: "c2", page: 2 });
    await press("pending");
    expect(router.state.location.search).toBe("?sort=-total&q=ada&status=pending");
    await press("clear");
    expect(router.state.location.search).toBe("?sort=-total");
    await act(() => router.navigate(-1));
    expect(state()).toMatchObject({ q: "ada", status: "pending" });
  });

  it("leads forward by cursors and back the same way", async () => {
    const { router } = show(<List />, "/orders?q=ada");
    await press("next");
    await press("next");
    expect(state()).toMatchObject({ cursor: "c3", page: 3, q: "ada" });
    await press("previous");
    expect(state()).toMatchObject({ cursor: "c2", page: 2 });
    await press("previous");
    expect(router.state.location.search).toBe("?q=ada");
  });

  it("goes to the first page where the way back is not known", async () => {
    show(<List />, "/orders?cursor=c7&page=7");
    await press("previous");
    expect(state()).toMatchObject({ page: 1 });
  });

  it("is never left for another site after signing in", () => {
    expect(safeTarget("/orders?q=1")).toBe("/orders?q=1");
    for (const bad of ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "", null])
      expect(safeTarget(bad)).toBe("/");
  });
});
