/** A company's own colour, with the ink that is readable on it (WCAG 2.2, 1.4.3). */
import type { CSSProperties } from "react";

const channel = (hex: string): number => {
  const value = parseInt(hex, 16) / 255;
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
};

/** Black or white, whichever stands out more. */
export function inkOn(color: string): string {
  const luminance = 0.2126 * channel(color.slice(1, 3)) + 0.7152 * channel(color.slice(3, 5)) + 0.0722 * channel(color.slice(5, 7));
  return luminance > 0.179 ? "#000000" : "#ffffff";
}

export function accentStyle(color: string | null | undefined): CSSProperties | undefined {
  if (!color) return undefined;
  return { "--tenant-accent": color, "--tenant-on-accent": inkOn(color) } as CSSProperties;
}
