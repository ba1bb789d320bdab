import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import Chart, { type Series } from "./Chart";

const LABELS = ["Mon", "Tue", "Wed"];

const draw = (series: Series[]) =>
  render(
    <Chart label="Sales" height={200} labels={LABELS} series={series} format={String} tip={(index) => <b>{LABELS[index]}</b>} whole />,
  );

it("draws a line from point to point and a dot where one stands alone", () => {
  const { container } = draw([{ kind: "line", tone: "accent", values: [1, null, 3] }]);
  expect(container.querySelector("path")!.getAttribute("d")!.match(/M/g)).toHaveLength(2);
  expect(container.querySelectorAll("circle")).toHaveLength(2);
  expect(screen.getByRole("img", { name: "Sales" })).toHaveTextContent("0");
});

it("stacks bars so that they add up, and says what is under the pointer", () => {
  const { container } = draw([
    { kind: "bar", tone: "accent", values: [2, 0, 1] },
    { kind: "bar", tone: "red", values: [2, 0, 0] },
  ]);
  const [below, , above] = [...container.querySelectorAll("rect")].map((bar) => ({
    top: Number(bar.getAttribute("y")),
    height: Number(bar.getAttribute("height")),
  }));
  expect(above!.top + above!.height).toBeCloseTo(below!.top);
  fireEvent.pointerMove(container.querySelector("svg")!, { clientX: 60 });
  expect(container.querySelector("b")).not.toBeNull();
});
