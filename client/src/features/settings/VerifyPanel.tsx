import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import classes from "./Developers.module.css";
import { verifying } from "./requests";
import { Snippets } from "./Snippets";
import { useCodeLanguage } from "./useCodeLanguage";

export default function VerifyPanel() {
  const [language, onLanguage] = useCodeLanguage();
  const title = t("Verify a signature");
  return (
    <Panel title={title} id="verify">
      <p className={classes.lead}>
        {t("Messages are signed by Standard Webhooks with the secret of the endpoint. A receiver that answers within 15 seconds:")}
      </p>
      <Snippets title={title} snippets={verifying()} language={language} onLanguage={onLanguage} />
    </Panel>
  );
}
