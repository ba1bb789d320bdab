import { useState } from "react";
import { Alert, Button, Checkbox, Group, TextInput } from "@mantine/core";
import type { IssuedWebhookSecret } from "@/api/types";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";

/** Shown once: it stays in sight until the admin says that it is saved. */
export default function IssuedSecret({ issued, onKept }: { issued: IssuedWebhookSecret; onKept: () => void }) {
  const [kept, setKept] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(issued.secret);
      say(t("The secret is copied."));
    } catch {
      complain(new Error(t("This browser does not let pages copy. Mark the secret and copy it by hand.")));
    }
  };
  return (
    <Panel title={t("The secret of {url}", { url: issued.webhook_endpoint.url })} id="issued-secret">
      <Alert variant="light" color="yellow" title={t("Keep this secret now")}>
        {t("It is not shown again. The receiver needs it to verify that a message is from here.")}
      </Alert>
      <TextInput my="md" label={t("Secret")} readOnly value={issued.secret} onFocus={(event) => event.currentTarget.select()} />
      <Button variant="default" size="xs" onClick={() => void copy()}>
        {t("Copy")}
      </Button>
      <p className={text.fine}>{t("Messages are signed by Standard Webhooks; there are libraries for most languages.")}</p>
      <Checkbox mt="lg" label={t("I've saved this secret")} checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Group mt="md">
        <Button disabled={!kept} onClick={onKept}>
          {t("Done")}
        </Button>
      </Group>
    </Panel>
  );
}
