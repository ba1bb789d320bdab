import { describe, expect, it } from "vitest";
import { accentStyle, inkOn } from "./accent";

describe("a company's colour", () => {
  it.each([
    ["#000000", "#ffffff"],
    ["#0a7d55", "#ffffff"],
    ["#ffcc00", "#000000"],
    ["#FFFFFF", "#000000"],
  ])("%s is written on in %s", (color, ink) => expect(inkOn(color)).toBe(ink));

  it("is left to the app where there is none", () => expect(accentStyle(null)).toBeUndefined());
});
