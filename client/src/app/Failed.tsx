import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { t } from "@/lib/i18n";
import classes from "./Gate.module.css";

/** A page broke or could not be loaded; after an update of the app a reload is what helps. */
export function Failed() {
  const error = useRouteError();
  return (
    <main className={classes.gate} role="alert">
      <h1>{t("This page could not be shown")}</h1>
      <p>{t("Reload to get the current version of the app. What you saved is safe.")}</p>
      <p className={classes.fine}>{error instanceof Error ? error.message : null}</p>
      <Button onClick={() => location.reload()}>{t("Reload")}</Button>
    </main>
  );
}
