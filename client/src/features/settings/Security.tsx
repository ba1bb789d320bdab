import { lazy, Suspense, useState } from "react";
import { Button } from "@mantine/core";
import { signOut } from "@/api/session";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useMay, useMe } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import { LanguagePanel } from "./LanguagePanel";
import { MfaPolicy } from "./MfaPolicy";
import { SecondFactorPanel } from "./SecondFactorPanel";
import classes from "./Settings.module.css";

const PasswordForm = lazy(() => import("./PasswordForm"));
const Sessions = lazy(() => import("./Sessions"));

export function Security() {
  const admin = useMay("admin");
  return (
    <>
      <LanguagePanel />
      <SecondFactorPanel />
      <Suspense
        fallback={
          <Panel title={t("Password")}>
            <div style={{ height: 150 }} />
          </Panel>
        }
      >
        <PasswordForm />
        <Sessions />
      </Suspense>
      <Everywhere />
      {admin && <MfaPolicy />}
    </>
  );
}

export function OperatorSecurity() {
  return (
    <Page title={t("Password and security")} narrow>
      <Security />
    </Page>
  );
}

function Everywhere() {
  const me = useMe();
  const [asking, setAsking] = useState(false);
  return (
    <Panel title={t("Sign out everywhere")} id="everywhere">
      <div className={classes.row}>
        <p style={{ margin: 0 }}>{t("A device is lost? End all sessions of {email}, this one too.", { email: me.email })}</p>
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
