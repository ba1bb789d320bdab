import { useState } from "react";
import { Button } from "@mantine/core";
import { forgotPassword } from "@/api/auth";
import { signOut } from "@/api/session";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useMe } from "@/components/me";
import { Panel } from "@/components/Page";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import classes from "./Settings.module.css";

export function Security() {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const sendLink = async () => {
    setBusy(true);
    try {
      await forgotPassword(me.email);
      say(t("A link to choose a new password is on its way to {email}.", { email: me.email }));
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Panel title={t("Your account")} id="account">
      <div className={classes.row}>
        <div>
          <h3>{me.name}</h3>
          <p>{me.email}</p>
        </div>
      </div>
      <div className={classes.row}>
        <div>
          <h3>{t("Password")}</h3>
          <p>{t("You get a link by mail. Choosing a new password ends all your sessions.")}</p>
        </div>
        <Button variant="default" loading={busy} onClick={() => void sendLink()}>
          {t("Send me the link")}
        </Button>
      </div>
      <div className={classes.row}>
        <div>
          <h3>{t("Sessions")}</h3>
          <p>{t("A device is lost, or you forgot to sign out somewhere? End all sessions, this one too.")}</p>
        </div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t("Sign out everywhere…")}
        </Button>
      </div>
      <ConfirmDialog
        opened={asking}
        title={t("Sign out everywhere?")}
        text={t("You have to sign in again on each device. Work that is not saved in other windows is lost.")}
        confirm={t("Sign out everywhere")}
        onClose={() => setAsking(false)}
        onConfirm={() => signOut(true)}
      />
    </Panel>
  );
}
