import { unreachable } from "@/api/problem";
import { t } from "@/lib/i18n";
import { browserLanguage, chooseLanguage, LANGUAGES, type Tag } from "@/lib/languages";
import { complain, say } from "./toasts";

export const languageName = (tag: Tag): string => LANGUAGES.find((language) => language.tag === tag)!.name;

/** Everything is painted anew: the focus goes to the successor of what had it, and the message is a new one there. */
export async function switchLanguage(tag: Tag | null): Promise<void> {
  const id = document.activeElement?.id;
  try {
    await chooseLanguage(tag);
  } catch {
    // A catalogue is a file of the server like any other.
    return complain(unreachable());
  }
  setTimeout(() => {
    if (id) document.getElementById(id)?.focus();
    say(t("The language is now {language}.", { language: languageName(tag ?? browserLanguage()) }));
  });
}
