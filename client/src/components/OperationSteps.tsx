import { IconAlertTriangle, IconCheck, IconCircle, IconLoader2 } from "@tabler/icons-react";
import type { OperationStep } from "@/api/types";
import { t } from "@/lib/i18n";
import { stepName, stepStatusName } from "@/lib/operations";
import { formatClock } from "@/lib/time";
import { useFormat } from "./me";
import classes from "./OperationSteps.module.css";
import text from "./Text.module.css";

const ICON = { waiting: IconCircle, running: IconLoader2, done: IconCheck, failed: IconAlertTriangle };

/** The word says how far a step is; its icon repeats it. */
export function OperationSteps({ steps }: { steps: OperationStep[] }) {
  const { zone } = useFormat();
  return (
    <ol className={classes.steps} aria-label={t("Steps")}>
      {steps.map(({ name, status, at, detail }) => {
        const Icon = ICON[status];
        return (
          <li key={name} data-status={status} aria-current={status === "running" ? "step" : undefined}>
            <Icon size={16} aria-hidden />
            <div>
              <span className={classes.name}>{stepName(name)}</span>
              <span className={text.fine}>
                {stepStatusName(status)}
                {at && status !== "waiting" && ` · ${formatClock(at, zone, "medium")}`}
              </span>
              {detail && <p className={classes.detail}>{detail}</p>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
