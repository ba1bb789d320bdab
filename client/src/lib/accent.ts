/**
 * A company's own colour, made readable: text and lines of it have the contrast that WCAG 2.2 asks for (1.4.3, 1.4.11),
 * by day and by night, whatever colour was chosen.
 */

type Rgb = [number, number, number];

export interface Shades {
  /** For text, lines and icons on the app's grounds. */
  accent: string;
  /** For buttons, and the ink that is readable on them. */
  fill: string;
  onFill: string;
}

/** The grounds of each theme, as in app/global.css: sheets, and what is sunken into them. */
const GROUNDS = { light: ["#ffffff", "#f1efea"], dark: ["#1a1f1d", "#212725"] } as const;

/** How much of the accent is in the ground of what is selected. */
const SOFT = 0.12;

const TEXT = 4.5;
const SHAPE = 3;

const parse = (hex: string): Rgb => [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)) as Rgb;
const write = (rgb: Rgb): string => `#${rgb.map((channel) => Math.round(channel).toString(16).padStart(2, "0")).join("")}`;
const mixed = (from: string, to: string, share: number): string => {
  const [a, b] = [parse(from), parse(to)];
  return write(a.map((channel, at) => channel + (b[at]! - channel) * share) as Rgb);
};

function luminance(hex: string): number {
  const [red, green, blue] = parse(hex).map((channel) => {
    const value = channel / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
}

export function contrast(a: string, b: string): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Black or white, whichever stands out more. */
export const inkOn = (color: string): string => (contrast(color, "#000000") >= contrast(color, "#ffffff") ? "#000000" : "#ffffff");

/** The colour itself, or as little towards black or white as it takes. */
function until(color: string, towards: string, enough: (color: string) => boolean): string {
  for (let step = 0; step < 50; step += 1) {
    const next = mixed(color, towards, step / 50);
    if (enough(next)) return next;
  }
  return towards;
}

function shades(color: string, theme: keyof typeof GROUNDS): Shades {
  const grounds = GROUNDS[theme];
  const towards = theme === "light" ? "#000000" : "#ffffff";
  const accent = until(color, towards, (next) =>
    [...grounds, mixed(grounds[0], next, SOFT)].every((ground) => contrast(next, ground) >= TEXT),
  );
  const fill = until(color, towards, (next) => contrast(next, grounds[0]) >= SHAPE);
  return { accent, fill, onFill: inkOn(fill) };
}

export const brandOf = (color: string): { light: Shades; dark: Shades } => ({
  light: shades(color.toLowerCase(), "light"),
  dark: shades(color.toLowerCase(), "dark"),
});
