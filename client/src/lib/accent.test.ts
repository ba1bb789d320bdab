import { describe, expect, it } from "vitest";
import { brandOf, contrast, inkOn } from "./accent";

describe("a company's colour", () => {
  it.each([
    ["#000000", "#ffffff"],
    ["#0a7d55", "#ffffff"],
    ["#ffcc00", "#000000"],
    ["#FFFFFF", "#000000"],
  ])("%s is written on in %s", (color, ink) => expect(inkOn(color)).toBe(ink));

  it("has the contrasts of WCAG", () => {
    expect([contrast("#000000", "#ffffff"), contrast("#767676", "#ffffff").toFixed(2)]).toEqual([21, "4.54"]);
  });

  it.each(["#ffcc00", "#ff0000", "#0000ff", "#00ff00", "#ffffff", "#000000", "#7f7f7f", "#ff69b4", "#C0FFEE", "#1b6650"])(
    "%s is readable by day and by night, on buttons too",
    (color) => {
      const { light, dark } = brandOf(color);
      for (const [shades, grounds] of [
        [light, ["#ffffff", "#f1efea"]],
        [dark, ["#1a1f1d", "#212725"]],
      ] as const) {
        for (const ground of grounds) expect(contrast(shades.accent, ground)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(shades.fill, grounds[0])).toBeGreaterThanOrEqual(3);
        expect(contrast(shades.fill, shades.onFill)).toBeGreaterThanOrEqual(4.5);
      }
    },
  );

  it("stays as it is where it is readable", () => {
    expect(brandOf("#0a5c8a").light).toEqual({ accent: "#0a5c8a", fill: "#0a5c8a", onFill: "#ffffff" });
    expect(brandOf("#ffcc00").dark.fill).toBe("#ffcc00");
  });
});
