import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { meQuery } from "@/api/queries";
import { signOut } from "@/api/session";
import EnrolTotp from "@/components/EnrolTotp";
import { Panel } from "@/components/Page";
import { useTitle } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import classes from "./Gate.module.css";

/** A second factor is demanded: nothing else is done for this person before they have one. */
export default function Enrolment({ onDone }: { onDone: () => void }) {
  const client = useQueryClient();
  useTitle(t("Set up two-factor authentication"));
  const done = async () => {
    await client.invalidateQueries({ queryKey: meQuery.queryKey });
    onDone();
    // What was refused before is answered now.
    void client.invalidateQueries();
  };
  return (
    <main className={classes.gate}>
      <h1>{t("Set up two-factor authentication")}</h1>
      <p>{t("Two-factor authentication is required. It takes a minute and an authenticator app on your phone.")}</p>
      <div className={classes.enrol}>
        <Panel>
          <EnrolTotp onDone={() => void done()} />
        </Panel>
      </div>
      <Button variant="subtle" color="gray" onClick={() => void signOut()}>
        {t("Sign out")}
      </Button>
    </main>
  );
}
