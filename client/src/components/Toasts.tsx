import { useSyncExternalStore } from "react";
import { CloseButton } from "@mantine/core";
import { t } from "@/lib/i18n";
import { dismiss, toastStore, type Toast } from "./toasts";
import classes from "./Toasts.module.css";

/** Two live regions that are always there: a region that appears with its text is not read out. */
export function Toasts() {
  const toasts = useSyncExternalStore(toastStore.subscribe, toastStore.get);
  return (
    <section className={classes.stack} aria-label={t("Messages")}>
      <div role="alert" aria-live="assertive">
        {toasts
          .filter((toast) => toast.tone === "bad")
          .map((toast) => (
            <Card key={toast.id} toast={toast} />
          ))}
      </div>
      <div role="status" aria-live="polite">
        {toasts
          .filter((toast) => toast.tone === "good")
          .map((toast) => (
            <Card key={toast.id} toast={toast} />
          ))}
      </div>
    </section>
  );
}

function Card({ toast }: { toast: Toast }) {
  return (
    <div className={classes.card} data-tone={toast.tone}>
      <div className={classes.text}>
        {toast.text}
        {toast.requestId && (
          <div className={classes.request}>
            {t("Request")} <code>{toast.requestId}</code>
          </div>
        )}
      </div>
      {toast.action && (
        <button type="button" className={classes.action} onClick={toast.action.run}>
          {toast.action.label}
        </button>
      )}
      <CloseButton size="sm" aria-label={t("Dismiss")} onClick={() => dismiss(toast.id)} />
    </div>
  );
}
