import type { Progress } from "@/api/exports";
import { formatBytes, t, tn } from "@/lib/i18n";
import classes from "./ExportProgress.module.css";
import layout from "./Layout.module.css";
import text from "./Text.module.css";

/** What is being read; what is new to this app keeps the server's name. */
function kindName(kind: string): string {
  const known: Record<string, string> = {
    tenant: t("company"),
    member: t("people"),
    invitation: t("invitations"),
    product: t("products"),
    movement: t("stock ledger"),
    order: t("orders"),
    view: t("saved views"),
    audit: t("audit log"),
    usage: t("usage"),
  };
  return known[kind] ?? kind.replaceAll("_", " ");
}

/** How much there is to come nobody knows before the end, so the bar runs and the words count. */
export function ExportProgress({ progress }: { progress: Progress }) {
  const words = `${tn("{count} row", "{count} rows", progress.rows)} · ${formatBytes(progress.bytes)}`;
  return (
    <div className={classes.progress}>
      <div className={layout.track} role="progressbar" aria-label={t("Export")} aria-valuetext={words}>
        <div className={classes.runner} />
      </div>
      <p className={`${text.fine} ${classes.words}`}>
        {words}
        {progress.kind && <span> · {kindName(progress.kind)}</span>}
      </p>
    </div>
  );
}
