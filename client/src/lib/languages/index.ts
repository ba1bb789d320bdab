/** Which language the app is in: the person's choice in this browser, else the first that their browser asks for. */
import { ENGLISH, languageOf, setLanguage, type Language } from "@/lib/i18n";
import { recall, remember } from "@/lib/settings";

/** Each by its own name, since whoever looks for it may read no other. */
export const LANGUAGES = [
  { tag: "en", name: "English" },
  { tag: "de", name: "Deutsch" },
] as const;

export type Tag = (typeof LANGUAGES)[number]["tag"];

/** Lengthens every text and mirrors the page; nothing in the app offers it. */
const PSEUDO = "pseudo";

/** Kept on this device: the server knows no language of a person. */
const CHOICE = "language";

const isTag = (text: string | null): text is Tag => LANGUAGES.some(({ tag }) => tag === text);

/** What this person chose here; null follows the browser. */
export function chosenLanguage(): Tag | null {
  const tag = recall(CHOICE);
  return isTag(tag) ? tag : null;
}

export function browserLanguage(asked: readonly string[] = navigator.languages): Tag {
  return asked.map((tag) => tag.split("-")[0]!.toLowerCase()).find(isTag) ?? "en";
}

async function load(tag: string): Promise<Language> {
  if (tag === "de") return languageOf("de", (await import("./de")).default);
  if (tag === PSEUDO) return (await import("./pseudo")).default;
  return ENGLISH;
}

const listeners = new Set<() => void>();
let current = ENGLISH.tag;

/** For whoever paints anew when it changes. */
export const language = {
  get: () => current,
  subscribe(listener: () => void) {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
};

function enter(next: Language): void {
  setLanguage(next);
  document.documentElement.lang = next.tag;
  document.documentElement.dir = next.direction;
  current = next.tag;
  listeners.forEach((listener) => listener());
}

/** Before the first render. A catalogue that can't be fetched leaves the app in English. */
export async function startLanguage(): Promise<void> {
  const wanted = recall(CHOICE) === PSEUDO ? PSEUDO : (chosenLanguage() ?? browserLanguage());
  enter(await load(wanted).catch(() => ENGLISH));
}

/** From now on in this browser. Throws, and changes nothing, where the catalogue can't be fetched. */
export async function chooseLanguage(tag: Tag | null): Promise<void> {
  const next = await load(tag ?? browserLanguage());
  remember(CHOICE, tag);
  enter(next);
}
