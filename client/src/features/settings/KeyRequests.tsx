import text from "@/components/Text.module.css";
import type { Scope } from "@/api/types";
import { listed, t } from "@/lib/i18n";
import { scopeName } from "@/lib/names";
import classes from "./Developers.module.css";
import { keyRequests } from "./requests";
import { Snippets } from "./Snippets";
import { useCodeLanguage } from "./useCodeLanguage";

/** What to begin with: all that there is, or what a key of these scopes may send. */
export function KeyRequests({ scopes }: { scopes?: readonly Scope[] }) {
  const [language, onLanguage] = useCodeLanguage();
  const sendable = keyRequests().filter((request) => !scopes || request.scopes.every((scope) => scopes.includes(scope)));
  return (
    <div className={classes.requests}>
      {sendable.map(({ title, scopes: needed, snippets }) => (
        <section key={title} aria-label={title}>
          <h3 className={text.heading}>{title}</h3>
          {!scopes && <p className={text.fine}>{t("Needs: {scopes}", { scopes: listed(needed.map(scopeName)) })}</p>}
          <Snippets title={title} snippets={snippets} language={language} onLanguage={onLanguage} />
        </section>
      ))}
    </div>
  );
}
