/** The sources as trees, for tests about what is written in them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const SOURCES = join(__dirname, "..");
const IS_SOURCE = /\.tsx?$/;
const IS_NOT_SHOWN = /\.test\.|^features\/settings\/requests\/|^test\/|^api\/schema\.d\.ts$|^lib\/languages\//;

export interface Source {
  file: string;
  tree: ts.SourceFile;
}

export const parse = (file: string, text: string): Source => ({
  file,
  tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, file.endsWith("x") ? ts.ScriptKind.TSX : ts.ScriptKind.TS),
});

export const sources: Source[] = readdirSync(SOURCES, { recursive: true, encoding: "utf8" })
  .filter((file) => IS_SOURCE.test(file) && !IS_NOT_SHOWN.test(file))
  .sort()
  .map((file) => parse(file, readFileSync(join(SOURCES, file), "utf8")));

/** How many wordings each function takes, before its values. */
const LOOKUPS = new Map([
  ["t", 1],
  ["rich", 1],
  ["tn", 2],
]);

/** The arguments of a call that are wordings; nothing where it is another call. */
export function wordingsOf(node: ts.Node): ts.Expression[] | undefined {
  if (!ts.isCallExpression(node) || !ts.isIdentifier(node.expression)) return undefined;
  const count = LOOKUPS.get(node.expression.text);
  return count ? node.arguments.slice(0, count) : undefined;
}

export const placeOf = ({ file, tree }: Source, node: ts.Node) => `${file}:${tree.getLineAndCharacterOfPosition(node.getStart()).line + 1}`;
