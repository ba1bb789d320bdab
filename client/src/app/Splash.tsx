import { Loader } from "@mantine/core";
import { useSlow } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import classes from "./Gate.module.css";

export function Splash() {
  const slow = useSlow(true);
  return (
    <main className={classes.gate} aria-busy>
      <span className="visually-hidden" role="status">
        {t("Loading…")}
      </span>
      {slow && <Loader size="sm" />}
    </main>
  );
}
