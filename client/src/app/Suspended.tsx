import { Button } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { signOut } from "@/api/session";
import { useTitle } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { asSentence } from "@/api/problem";
import classes from "./Gate.module.css";

export function Suspended({ reason }: { reason: string }) {
  useTitle(t("Suspended"));
  return (
    <main className={classes.gate}>
      <IconLock size={34} aria-hidden />
      <h1>{t("Your company is suspended")}</h1>
      <p>
        {t(
          "Nobody can work in it until the operator of this installation lifts the suspension. Your data is untouched. The reason they gave:",
        )}
      </p>
      <blockquote className={classes.reason}>{asSentence(reason)}</blockquote>
      <Button variant="default" onClick={() => void signOut()}>
        {t("Sign out")}
      </Button>
    </main>
  );
}
