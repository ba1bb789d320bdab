/** Every text that people read is looked up in the catalogue, and every catalogue is whole. */
import ts from "typescript";
import { describe, expect, it } from "vitest";
import type { Catalogue } from "@/lib/i18n";
import de from "@/lib/languages/de";
import { parse, placeOf, sources, wordingsOf, type Source } from "./sources";

const CATALOGUES: Record<string, Catalogue> = { de };

interface Text {
  /** What a catalogue has it under: of a text that counts, the wording for many. */
  key: string;
  one?: string;
}

const texts: Text[] = [];
const atImport: string[] = [];

function collect(source: Source) {
  const visit = (node: ts.Node, inFunction: boolean): void => {
    const wordings = wordingsOf(node);
    if (wordings) {
      if (!inFunction) atImport.push(placeOf(source, node));
      const literals = wordings.filter(ts.isStringLiteralLike).map(({ text }) => text);
      // That each is literal is what `i18n.test.ts` holds; i18n itself calls with what it was given.
      if (literals.length === wordings.length) texts.push({ key: literals.at(-1)!, one: literals.length > 1 ? literals[0] : undefined });
    }
    ts.forEachChild(node, (child) => visit(child, inFunction || ts.isFunctionLike(node)));
  };
  visit(source.tree, false);
}
sources.forEach(collect);

const keys = new Set(texts.map(({ key }) => key));
const counted = new Map(texts.flatMap(({ key, one }) => (one === undefined ? [] : [[key, one]])));
const placeholders = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

describe("texts", () => {
  it("are found in the sources at all", () => {
    expect(keys.size).toBeGreaterThan(900);
    expect(counted.size).toBeGreaterThan(20);
  });

  it("are looked up when they are painted, not when a module is loaded before its language", () => {
    expect(atImport).toEqual([]);
  });

  it("have one wording for one, where several count the same many", () => {
    const wrong = texts.filter(({ key, one }) => one !== undefined && counted.get(key) !== one);
    expect(wrong).toEqual([]);
  });
});

describe.each(Object.entries(CATALOGUES))("the catalogue %s", (tag, catalogue) => {
  const formsOf = (key: string) => {
    const entry = catalogue[key]!;
    return typeof entry === "string" ? [entry] : Object.values(entry);
  };
  const present = [...keys].filter((key) => Object.hasOwn(catalogue, key));

  it("has every text", () => {
    expect([...keys].filter((key) => !Object.hasOwn(catalogue, key))).toEqual([]);
  });

  it("has no text that nothing shows", () => {
    expect(Object.keys(catalogue).filter((key) => !keys.has(key))).toEqual([]);
  });

  it("leaves no text blank", () => {
    expect(present.filter((key) => formsOf(key).some((form) => !form.trim()))).toEqual([]);
  });

  it("names the same values in each text", () => {
    const wrong = present.filter((key) => formsOf(key).some((form) => placeholders(form).join() !== placeholders(key).join()));
    expect(wrong).toEqual([]);
  });

  it("has all forms that the language counts by, and those of no other", () => {
    const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories.sort();
    const wrong = [...counted.keys()].filter((key) => {
      const entry = catalogue[key];
      return typeof entry !== "object" || Object.keys(entry).sort().join() !== forms.join();
    });
    expect(wrong).toEqual([]);
    expect(present.filter((key) => typeof catalogue[key] === "object" && !counted.has(key))).toEqual([]);
  });

  it("keeps the punctuation at the end of a text", () => {
    const end = (text: string) => /[.?!…:]$/.exec(text.trim())?.[0];
    const wrong = present.filter((key) => formsOf(key).some((form) => end(form) !== end(key)) && !OTHER_ENDS.has(key));
    expect(wrong).toEqual([]);
  });
});

/** A statement that is a question in German. */
const OTHER_ENDS = new Set(["I lost my app"]);

describe("text in the sources", () => {
  it("goes through the catalogue, wherever it stands", () => {
    expect(sources.flatMap(bare)).toEqual([]);
  });

  it.each([
    ["an element", "const x = <p>Two words</p>;"],
    ["a word of an element", "const x = <p>Word</p>;"],
    ["an expression in an element", 'const x = <p>{"word"}</p>;'],
    ["a choice", 'const x = <p>{ok ? "yes" : t("no")}</p>;'],
    ["an attribute", 'const x = <img alt="picture" />;'],
    ["an attribute that is chosen", 'const x = <a aria-label={ok ? t("yes") : "no"} />;'],
    ["a template", "const x = <a title={`about ${name}`} />;"],
    ["a message of a rule", 'z.string().check(z.minLength(1, "Required"));'],
    ["a message to people", 'say("It is saved.");'],
    ["the title of a page", 'useTitle("orders");'],
    ["a property that is shown", 'const column = { id: "a", header: "name" };'],
    ["a value of a text", 'const x = t("by {name}", { name: "Some one" });'],
  ])("is found in %s", (_, text) => {
    expect(bare(parse("a.tsx", text))).toHaveLength(1);
  });

  it.each([
    'import x from "Some/Path with spaces";',
    'const x = <a className="two words" role="img" to="/orders" />;',
    'const x = t("Two words", { count: "5" });',
    'fetch(url, { headers: { "If-Match": tag } });',
    'if (event.key === "Escape") leave();',
    'throw new Error("this is for programmers");',
  ])("is not seen in %s", (text) => {
    expect(bare(parse("a.tsx", text))).toEqual([]);
  });
});

const LETTERS = /\p{L}{2,}/u;
/** Several words, or one that begins as a sentence or a label does. */
const READS_AS_TEXT = /\p{L}{2,}\s+\p{L}|^\p{Lu}\p{Ll}/u;
/** Names of HTTP, of the DOM and of schemes, which begin with a capital or have a space. */
const NAMES = /^([A-Z][a-z]+(-[A-Z][a-z]+)+|Bearer ?|Esc|Enter|Escape|AbortError|OperatorSignIn)$/;
/** Attributes and properties that are shown or read aloud; in these each word counts. */
const SHOWN =
  /^(label|title|placeholder|description|aria-label|aria-valuetext|aria-roledescription|alt|heading|header|hint|lead|confirm|submit|note|message|any|error|text|what|cancel)$/;
/** Calls whose text people see. */
const SAYS = /^(say|complain|useTitle|alert|confirm|refine|minLength|maxLength|regex|email|trim|min|max)$/;
/** What no person reads: styles, names of pages, and the faults that only programmers meet. */
const UNSEEN = new Set(["app/theme.ts", "app/router.tsx", "lib/currencies.ts"]);

function bare(source: Source): string[] {
  if (UNSEEN.has(source.file)) return [];
  const found: string[] = [];
  const isWrong = (text: string, shown: boolean) => !NAMES.test(text) && (shown ? LETTERS : READS_AS_TEXT).test(text);
  const check = (node: ts.Node, text: string, shown: boolean) => {
    if (isWrong(text, shown)) found.push(`${placeOf(source, node)} ${JSON.stringify(text)}`);
  };
  const visit = (node: ts.Node, shown: boolean): void => {
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node)) return;
    const wordings = wordingsOf(node);
    if (wordings) return (node as ts.CallExpression).arguments.slice(wordings.length).forEach((values) => visit(values, false));
    if (ts.isJsxText(node)) return check(node, node.text.replaceAll(/&\w+;/g, "").trim(), true);
    if (ts.isStringLiteralLike(node)) return check(node, node.text, shown);
    if (ts.isTemplateExpression(node)) {
      [node.head, ...node.templateSpans.map(({ literal }) => literal)].forEach((part) => check(node, part.text.trim(), shown));
    }
    ts.forEachChild(node, (child) => {
      if (!isUnseen(node, child)) visit(child, isShown(node, child, shown));
    });
  };
  visit(source.tree, false);
  return found;
}

/** What is compared, thrown, a name of a property, a key into something or a class is for programs. */
function isUnseen(parent: ts.Node, child: ts.Node): boolean {
  if (ts.isNewExpression(parent)) return parent.expression.getText() === "Error";
  if (ts.isBinaryExpression(parent)) return /^[!=]==$/.test(parent.operatorToken.getText());
  if (ts.isPropertyAssignment(parent)) return child === parent.name || parent.name.getText() === "queryKey";
  if (ts.isPropertyDeclaration(parent)) return parent.name.getText() === "name";
  if (ts.isJsxAttribute(parent)) return parent.name.getText() === "className";
  if (ts.isElementAccessExpression(parent)) return child === parent.argumentExpression;
  if (ts.isCallExpression(parent)) return /matchMedia$/.test(parent.expression.getText());
  return false;
}

/** Within what is shown all is shown, but not what a function or an object in it is about. */
function isShown(parent: ts.Node, child: ts.Node, shown: boolean): boolean {
  if (ts.isJsxAttribute(parent)) return SHOWN.test(parent.name.getText());
  if (ts.isJsxExpression(parent)) return shown || ts.isJsxElement(parent.parent) || ts.isJsxFragment(parent.parent);
  if (ts.isPropertyAssignment(parent)) return SHOWN.test(parent.name.getText()) || shown;
  if (ts.isCallExpression(parent)) {
    const name = parent.expression.getText().split(".").at(-1)!;
    return child !== parent.expression && SAYS.test(name);
  }
  if (ts.isConditionalExpression(parent)) return shown && child !== parent.condition;
  if (ts.isBinaryExpression(parent)) return shown && child === parent.right;
  return shown && (ts.isParenthesizedExpression(parent) || ts.isTemplateExpression(parent) || ts.isTemplateSpan(parent));
}
