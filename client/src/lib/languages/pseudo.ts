/**
 * English as a language that is longer, has marks over its letters and is read
 * from the right: what is not in the catalogue, does not fit or is not mirrored
 * is seen at a glance.
 */
import type { Language } from "@/lib/i18n";

const PLAIN = "AaCcDdEeGgIiLlNnOoRrSsTtUuYyZz";
const MARKED = "ÅåÇçĎďÉéĞğÎîĽľÑñÕõŔŕŠšŤťÛûÝýŽž";

const mark = (text: string): string =>
  [...text]
    .map((letter) => {
      const at = PLAIN.indexOf(letter);
      return at < 0 ? letter : MARKED[at];
    })
    .join("");

/** German, Finnish and Greek need about a third more room than English, short words more; long texts get more words. */
function padding(text: string): string {
  const more = Math.ceil(text.length * (text.length < 12 ? 0.6 : 0.35));
  return "~".repeat(more).replaceAll(/~{6}(?=~)/g, "~~~~~~ ");
}

/** Placeholders stay as they are. */
export const lengthen = (text: string): string =>
  `[${text.replace(/\{\w+\}|[^{]+/g, (part) => (part.startsWith("{") ? part : mark(part)))}${padding(text)}]`;

const pseudo: Language = { tag: "en-XB", direction: "rtl", find: lengthen };
export default pseudo;
