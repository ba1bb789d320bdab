import type { IssuedApiKey } from "@/api/types";
import text from "@/components/Text.module.css";
import { t } from "@/lib/i18n";
import { CodeBlock } from "./CodeBlock";
import { KeyRequests } from "./KeyRequests";
import classes from "./Settings.module.css";
import { tokenForShell } from "./requests";
import { ShownOnce } from "./ShownOnce";

export default function IssuedKey({ issued, onKept }: { issued: IssuedApiKey; onKept: () => void }) {
  return (
    <ShownOnce
      id="issued-key"
      value={issued.token}
      texts={{
        title: t("The token of {name}", { name: issued.api_key.name }),
        keep: t("Keep this token now"),
        why: t("It is not shown again. A program that has it can do what the key may do, so keep it where secrets are kept."),
        label: t("Token"),
        copied: t("The token is copied."),
        uncopied: t("This browser does not let pages copy. Mark the token and copy it by hand."),
        saved: t("I've saved this token"),
      }}
      onKept={onKept}
    >
      <div className={classes.trying}>
        <p className={text.fine}>{t("To try it, tell it to your shell, then paste a request:")}</p>
        <CodeBlock code={tokenForShell(issued.token)} what={t("The token for the shell")} />
        <KeyRequests scopes={issued.api_key.scopes} />
      </div>
    </ShownOnce>
  );
}
