import { act, screen } from "@testing-library/react";
import { useState } from "react";
import { Link } from "react-router";
import { expect, it } from "vitest";
import { show } from "@/test/render";
import ConfirmModal from "./ConfirmModal";
import { LeaveGuard } from "./forms";

function Sample() {
  const [open, setOpen] = useState(true);
  const [over, setOver] = useState(true);
  return (
    <>
      <Link to="/elsewhere">Elsewhere</Link>
      <LeaveGuard dirty />
      <ConfirmModal opened={open} title="Below" confirm="Do" onConfirm={() => undefined} onClose={() => setOpen(false)} />
      {over && <ConfirmModal opened title="Above" confirm="Do" onConfirm={() => undefined} onClose={() => setOver(false)} />}
    </>
  );
}

it("the way back closes the topmost, then the one below, and then asks about what is not saved", async () => {
  const { router } = show(<Sample />, "/");
  await act(() => router.navigate("/here"));
  await act(() => router.navigate("/there"));
  expect(await screen.findByRole("dialog", { name: "Above" })).toBeInTheDocument();
  const back = () => act(async () => void (await router.navigate(-1)));
  await back();
  expect(screen.queryByRole("dialog", { name: "Above" })).toBeNull();
  expect(screen.getByRole("dialog", { name: "Below" })).toBeInTheDocument();
  await back();
  expect(screen.queryByRole("dialog", { name: "Below" })).toBeNull();
  expect(router.state.location.pathname).toBe("/there");
  await back();
  expect(await screen.findByRole("dialog", { name: "Leave without saving?" })).toBeInTheDocument();
  expect(router.state.location.pathname).toBe("/there");
});
