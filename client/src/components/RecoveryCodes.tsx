import { useState } from "react";
import { Alert, Button, Checkbox, Group } from "@mantine/core";
import { download } from "@/lib/files";
import { t } from "@/lib/i18n";
import { copyText } from "./copyText";
import classes from "./SecondFactor.module.css";

/** Shown once: nobody goes on before they say that they keep them. */
export function RecoveryCodes({ codes, onKept }: { codes: string[]; onKept: () => void }) {
  const [kept, setKept] = useState(false);
  const text = `${codes.join("\n")}\n`;
  const uncopied = t("This browser does not let pages copy. Mark the codes and copy them by hand.");
  return (
    <div>
      <Alert variant="light" color="yellow" title={t("Keep these recovery codes")}>
        {t("Each signs you in once when you have lost your app. They are not shown again.")}
      </Alert>
      <ul className={classes.codes} aria-label={t("Recovery codes")}>
        {codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap="xs">
        <Button variant="default" size="xs" onClick={() => void copyText(text, t("The codes are copied."), uncopied)}>
          {t("Copy")}
        </Button>
        <Button variant="default" size="xs" onClick={() => download("tenantry-recovery-codes.txt", text, "text/plain")}>
          {t("Download")}
        </Button>
      </Group>
      <Checkbox mt="lg" label={t("I've saved these codes")} checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Button mt="md" disabled={!kept} onClick={onKept}>
        {t("Done")}
      </Button>
    </div>
  );
}
