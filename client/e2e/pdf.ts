/**
 * The words on a printed page, as far as Chromium writes them: each text is a
 * row of glyph numbers, and each font has a table of what they mean.
 */
import { inflateSync } from "node:zlib";

interface Parsed {
  /** The dictionary of an object, and its stream if it has one. */
  objects: Map<number, { head: string; stream: string }>;
}

function parse(pdf: Buffer): Parsed {
  const text = pdf.toString("latin1");
  const objects: Parsed["objects"] = new Map();
  for (const match of text.matchAll(/(\d+) 0 obj\s([\s\S]*?)endobj/g)) {
    const [head = "", raw] = match[2]!.split(/stream\r?\n/);
    const bytes = raw && Buffer.from(raw.slice(0, raw.lastIndexOf("endstream")), "latin1");
    objects.set(Number(match[1]), { head, stream: bytes ? read(head, bytes) : "" });
  }
  return { objects };
}

const read = (head: string, bytes: Buffer) => (/FlateDecode/.test(head) ? inflate(bytes) : bytes.toString("latin1"));

/** Fonts and pictures are compressed too; what can't be read holds no words. */
function inflate(bytes: Buffer): string {
  try {
    return inflateSync(bytes).toString("latin1");
  } catch {
    return "";
  }
}

function meanings(cmap: string): Map<number, string> {
  const found = new Map<number, string>();
  const chars = (hex: string) => Buffer.from(hex, "hex").swap16().toString("utf16le");
  for (const [, block = ""] of cmap.matchAll(/beginbfchar([\s\S]*?)endbfchar/g)) {
    for (const [, glyph, to] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) found.set(parseInt(glyph!, 16), chars(to!));
  }
  for (const [, block = ""] of cmap.matchAll(/beginbfrange([\s\S]*?)endbfrange/g)) {
    for (const [, from, to, start] of block.matchAll(/<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>/g)) {
      for (let glyph = parseInt(from!, 16); glyph <= parseInt(to!, 16); glyph += 1) {
        found.set(glyph, String.fromCharCode(parseInt(start!, 16) + glyph - parseInt(from!, 16)));
      }
    }
  }
  return found;
}

export function printed(pdf: Buffer): { pages: number; text: string } {
  const { objects } = parse(pdf);
  const all = [...objects.values()];
  const fonts = new Map<string, Map<number, string>>();
  for (const { head } of all) {
    for (const [, name, id] of head.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(Number(id))?.head ?? "")?.[1];
      if (table) fonts.set(name!, meanings(objects.get(Number(table))!.stream));
    }
  }
  let text = "";
  for (const { stream } of all.filter(({ stream }) => /\bTf\b/.test(stream))) {
    let font = new Map<number, string>();
    for (const [, name, words] of stream.matchAll(/\/(F\d+) [\d.]+ Tf|((?:<[0-9A-Fa-f]+>|\[[^\]]*\])\s*T[jJ])/g)) {
      if (name) font = fonts.get(name) ?? new Map();
      for (const [, hex = ""] of (words ?? "").matchAll(/<([0-9A-Fa-f]+)>/g)) {
        for (let at = 0; at < hex.length; at += 4) text += font.get(parseInt(hex.slice(at, at + 4), 16)) ?? "";
      }
      if (words) text += " ";
    }
  }
  return { pages: all.filter(({ head }) => /\/Type\s*\/Page\b/.test(head)).length, text };
}
