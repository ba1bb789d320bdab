import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, it } from "vitest";
import { show } from "@/test/render";
import ConfirmModal from "./ConfirmModal";
import { LeaveGuard } from "./forms";

function Sample() {
  const [dirty, setDirty] = useState(false);
  const [open, setOpen] = useState(true);
  const [over, setOver] = useState(true);
  return (
    <>
      <span onClick={() => setDirty(true)}>Type</span>
      <LeaveGuard dirty={dirty} />
      <ConfirmModal opened={open} title="Below" confirm="Do" onConfirm={() => undefined} onClose={() => setOpen(false)} />
      {over && <ConfirmModal opened title="Above" confirm="Do" onConfirm={() => undefined} onClose={() => setOver(false)} />}
    </>
  );
}

const called = (name: string) => screen.queryByRole("dialog", { name });

it("the way back closes the topmost, then the one below, and then asks about what is not saved", async () => {
  const { router } = show(<Sample />, "/");
  await act(() => router.navigate("/here"));
  act(() => screen.getByText("Type").click());
  const back = () => act(async () => void (await router.navigate(-1)));
  expect(called("Above")).toBeInTheDocument();
  await back();
  expect(called("Above")).toBeNull();
  expect(called("Below")).toBeInTheDocument();
  await back();
  expect(called("Below")).toBeNull();
  expect(router.state.location.pathname).toBe("/here");
  await back();
  expect(await screen.findByRole("dialog", { name: "Leave without saving?" })).toBeInTheDocument();
  await back();
  expect(called("Leave without saving?")).toBeNull();
  expect(router.state.location.pathname).toBe("/here");
  await back();
  await act(async () => (await screen.findByRole("button", { name: "Leave" })).click());
  expect(router.state.location.pathname).toBe("/");
});

it("a link in a dialog over what is not saved asks as well", async () => {
  const { router } = show(<Sample />, "/");
  act(() => screen.getByText("Type").click());
  await act(() => router.navigate("/elsewhere"));
  expect(await screen.findByRole("dialog", { name: "Leave without saving?" })).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/");
});
