/** What keeps styles in one place: a look that is wanted twice is named in components, and what nobody names goes. */
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, it } from "vitest";

const SOURCES = join(__dirname, "..");
const files = readdirSync(SOURCES, { recursive: true, encoding: "utf8" }).sort();
const read = (file: string) => readFileSync(join(SOURCES, file), "utf8");
const withoutComments = (css: string) => css.replace(/\/\*.*?\*\//gs, "");
const modules = files.filter((file) => file.endsWith(".module.css")).map((file) => ({ file, css: withoutComments(read(file)) }));
const code = files.filter((file) => /\.tsx?$/.test(file)).map(read);

interface Rule {
  selector: string;
  declarations: string[];
}

/** The innermost blocks, whatever media they stand in. */
const rulesOf = (css: string): Rule[] =>
  [...css.matchAll(/([^{}]+)\{([^{}]*)\}/g)].map(([, selector = "", body = ""]) => ({
    selector: selector.trim().replace(/\s+/g, " "),
    declarations: body
      .split(";")
      .map((declaration) => declaration.trim())
      .filter(Boolean)
      .sort(),
  }));

/** In a media query no class can be composed of another. */
const withoutMedia = (css: string) => css.replace(/@(?:media|container) [^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}/g, "");

const CLASS_ALONE = /^\.[\w-]+$/;

/** Two lines may meet by chance, but not where a class could be named instead. */
const isLook = ({ selector, declarations }: Rule) => declarations.length >= (CLASS_ALONE.test(selector) ? 2 : 3);

describe("the styles of the app", () => {
  it("describe each look once", () => {
    const places = new Map<string, string[]>();
    for (const { file, css } of modules) {
      for (const rule of rulesOf(withoutMedia(css)).filter(isLook)) {
        const look = rule.declarations.join("; ");
        places.set(look, [...(places.get(look) ?? []), `${file} ${rule.selector}`]);
      }
    }
    expect([...places.values()].filter((copies) => copies.length > 1)).toEqual([]);
  });

  it("name the start and the end of a line, not its left and its right, so that they mirror", () => {
    const all = files.filter((file) => file.endsWith(".css")).map((file) => ({ file, css: withoutComments(read(file)) }));
    expect(all.flatMap(({ file, css }) => physicalIn(css).map((line) => `${file}: ${line}`))).toEqual([]);
  });

  it.each([
    "margin-left: 4px",
    "padding-right: 0",
    "border-left-color: red",
    "border-top-left-radius: 4px",
    "left: 0",
    "right: 14px",
    "text-align: right",
    "float: left",
    "padding: 1px 2px 3px 4px",
    "inset: 0 auto auto 0",
    "border-radius: 4px 0 0 4px",
    "transform: translateX(4px)",
    "background-position: left",
  ])("would find %s", (declaration) => {
    expect(physicalIn(`.a { ${declaration}; }`)).toEqual([declaration]);
  });

  it.each([
    "margin-inline-start: 4px",
    "padding: 1px 2px",
    "padding: 1px 2px 3px 2px",
    "inset: auto 0 0",
    "border-radius: 4px",
    "text-align: end",
  ])("takes %s", (declaration) => {
    expect(physicalIn(`.a { ${declaration}; }`)).toEqual([]);
  });

  it("say once what a table is", () => {
    expect(modules.filter(({ css }) => css.includes("border-collapse")).map(({ file }) => file)).toEqual([]);
  });

  // The bundler would copy all of the other module into each that does, and the copy that is loaded last would win.
  it("are not composed across files: a component names both classes", () => {
    expect(modules.filter(({ css }) => /composes:[^;]*\bfrom\b/.test(css)).map(({ file }) => file)).toEqual([]);
  });

  it("have no class that nobody names, and are asked for none that they lack", () => {
    const wrong = modules.flatMap(({ file, css }) => {
      const named = namedOf(basename(file), css);
      const classes = classesOf(css);
      return [
        ...[...classes].filter((name) => !named.has(name)).map((name) => `nobody names .${name} of ${file}`),
        ...[...named].filter((name) => !classes.has(name)).map((name) => `${file} has no .${name}`),
      ];
    });
    expect(wrong).toEqual([]);
  });
});

const PHYSICAL_NAME = /^(left|right)$|-(left|right)(-|$)/;
const PHYSICAL_VALUE = /\b(left|right)\b|translate(X|3d)\((?!0|-?50%)/;
const FOUR_SIDES = /^(margin|padding|inset|border-(width|color|style)|scroll-(margin|padding))$/;

/** The values of a shorthand; what a function is given has spaces of its own. */
function sidesOf(value: string): string[] {
  const flat = value.replace(/\([^()]*\)/g, "");
  if (flat !== value) return sidesOf(flat);
  return flat.replace("!important", "").trim().split(/\s+/);
}

/** Declarations that look the same whichever way people read. */
function physicalIn(css: string): string[] {
  return rulesOf(css).flatMap(({ declarations }) =>
    declarations.filter((declaration) => {
      const [, name = "", value = ""] = /^([\w-]+)\s*:\s*(.*)$/s.exec(declaration) ?? [];
      const [top, right, bottom, left] = sidesOf(value);
      if (PHYSICAL_NAME.test(name) || PHYSICAL_VALUE.test(value)) return true;
      // Corners go around: top left, top right, bottom right, bottom left.
      if (name === "border-radius") return right !== undefined && (top !== right || bottom !== (left ?? right));
      return FOUR_SIDES.test(name) && left !== undefined && left !== right;
    }),
  );
}

const classesOf = (css: string): Set<string> =>
  new Set(rulesOf(css).flatMap(({ selector }) => [...selector.matchAll(/\.([a-z][\w-]*)/gi)].map(([, name = ""]) => name)));

/** The classes of a module that a component asks for, or another class is composed of. */
function namedOf(module: string, css: string): Set<string> {
  const named = new Set<string>();
  const path = module.replaceAll(".", "\\.");
  for (const source of code) {
    const name = new RegExp(`import (\\w+) from "[^"]*/${path}"`).exec(source)?.[1];
    if (!name) continue;
    for (const [, used = ""] of source.matchAll(new RegExp(`\\b${name}\\.(\\w+)`, "g"))) named.add(used);
  }
  for (const [, names = ""] of css.matchAll(/composes: ([\w ]+);/g)) names.split(" ").forEach((name) => named.add(name));
  return named;
}
