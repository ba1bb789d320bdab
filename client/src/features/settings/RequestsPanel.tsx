import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { rich, t } from "@/lib/i18n";
import classes from "./Developers.module.css";
import { KeyRequests } from "./KeyRequests";

const VARIABLE = "TOKEN";

/** For keys that people have already: their tokens are shown no more. */
export default function RequestsPanel() {
  return (
    <Panel title={t("Requests to paste")} id="requests">
      <p className={classes.lead}>
        {rich("They read the token from {variable}, a variable of the environment: what is pasted should not hold it.", {
          variable: (
            <code key="variable" className={text.code}>
              {VARIABLE}
            </code>
          ),
        })}
      </p>
      <KeyRequests />
    </Panel>
  );
}
