import { useState } from "react";
import { Alert, Button, Checkbox, Group, TextInput } from "@mantine/core";
import type { IssuedApiKey } from "@/api/types";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import classes from "./Settings.module.css";

/** Shown once: it stays in sight until somebody says that they keep it. */
export default function IssuedKey({ issued, onKept }: { issued: IssuedApiKey; onKept: () => void }) {
  const [kept, setKept] = useState(false);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(issued.token);
      say(t("The token is copied."));
    } catch {
      complain(new Error(t("This browser does not let pages copy. Mark the token and copy it by hand.")));
    }
  };
  const request = `curl ${location.origin}/v1/orders -H "Authorization: Bearer $TOKEN"`;
  return (
    <Panel title={t("The token of {name}", { name: issued.api_key.name })} id="issued-key">
      <Alert variant="light" color="yellow" title={t("Keep this token now")}>
        {t("It is not shown again. Whoever has it can do what the key may do, so keep it where secrets are kept.")}
      </Alert>
      <TextInput my="md" label={t("Token")} readOnly value={issued.token} onFocus={(event) => event.currentTarget.select()} />
      <Button variant="default" size="xs" onClick={() => void copy()}>
        {t("Copy")}
      </Button>
      <p className={text.fine}>{t("A request to try it with:")}</p>
      <pre className={classes.request}>{request}</pre>
      <Checkbox mt="lg" label={t("I've saved this token")} checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Group mt="md">
        <Button disabled={!kept} onClick={onKept}>
          {t("Done")}
        </Button>
      </Group>
    </Panel>
  );
}
