import type { IssuedWebhookSecret } from "@/api/types";
import text from "@/components/Text.module.css";
import { t } from "@/lib/i18n";
import { ShownOnce } from "./ShownOnce";

export default function IssuedSecret({ issued, onKept }: { issued: IssuedWebhookSecret; onKept: () => void }) {
  return (
    <ShownOnce
      id="issued-secret"
      value={issued.secret}
      texts={{
        title: t("The secret of {url}", { url: issued.webhook_endpoint.url }),
        keep: t("Keep this secret now"),
        why: t("It is not shown again. The receiver needs it to verify that a message is from here."),
        label: t("Secret"),
        copied: t("The secret is copied."),
        uncopied: t("This browser does not let pages copy. Mark the secret and copy it by hand."),
        saved: t("I've saved this secret"),
      }}
      onKept={onKept}
    >
      <p className={text.fine}>{t("Messages are signed by Standard Webhooks; there are libraries for most languages.")}</p>
    </ShownOnce>
  );
}
