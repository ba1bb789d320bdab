import type { ReactNode } from "react";
import { Button, Skeleton } from "@mantine/core";
import { asProblem } from "@/api/problem";
import { useSlow } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { conflicting } from "./conflicting";
import { OtherLink } from "./OtherLink";
import classes from "./States.module.css";

/** Nothing at first: what comes at once must not flicker. */
export function Loading({ lines = 6, height = 18 }: { lines?: number; height?: number }) {
  const slow = useSlow(true);
  return (
    <div className={classes.loading} role="status">
      <span className="visually-hidden">{t("Loading…")}</span>
      {slow && Array.from({ length: lines }, (_, line) => <Skeleton key={line} height={height} width={`${94 - ((line * 17) % 38)}%`} />)}
    </div>
  );
}

interface EmptyProps {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** Says what is not there, and what to do next. */
export function Empty({ icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      {icon && (
        <div className={classes.icon} aria-hidden>
          {icon}
        </div>
      )}
      <p className={classes.emptyTitle}>{title}</p>
      {children && <p className={classes.emptyText}>{children}</p>}
      {action && <div className={classes.emptyAction}>{action}</div>}
    </div>
  );
}

/** A refusal where the content would be, or above a form. */
export function ProblemView({ error, retry }: { error: unknown; retry?: () => void }) {
  const problem = asProblem(error);
  if (problem.code === "signed_out") return null;
  const gone = problem.status === 404;
  const other = conflicting(problem);
  return (
    <div className={classes.problem} role="alert">
      <div>
        <strong>{gone ? t("Page not found") : problem.title}</strong>
        {!gone && problem.sentence.replace(/\.$/, "") !== problem.title && <p className={classes.detail}>{problem.sentence}</p>}
        {other && (
          <p className={classes.detail}>
            <OtherLink other={other} />
          </p>
        )}
        {gone && <p className={classes.detail}>{t("It may have been removed, or the link is not complete.")}</p>}
        {problem.traceable && (
          <p className={classes.request}>
            {t("Request")} <code>{problem.requestId}</code>
          </p>
        )}
      </div>
      {retry && !gone && (
        <Button variant="default" size="xs" onClick={retry}>
          {t("Try again")}
        </Button>
      )}
    </div>
  );
}
