import { t } from "@/lib/i18n";
import { language, LANGUAGES } from "@/lib/languages";
import classes from "./LanguageLinks.module.css";
import { switchLanguage } from "./switchLanguage";

/** For visitors, who have no settings: each language by its own name. */
export function LanguageLinks() {
  return (
    <div role="group" className={classes.links} aria-label={t("Language")}>
      {LANGUAGES.map(({ tag, name }) => (
        <button
          key={tag}
          id={`language-${tag}`}
          type="button"
          lang={tag}
          aria-pressed={tag === language.get()}
          onClick={() => void switchLanguage(tag)}
        >
          {name}
        </button>
      ))}
    </div>
  );
}
