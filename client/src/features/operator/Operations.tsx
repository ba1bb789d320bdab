import { useEffect, useId, useRef } from "react";
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { retryOperation } from "@/api/operations";
import { tenants } from "@/api/queries";
import type { Operation } from "@/api/types";
import { Badge, type Tone } from "@/components/Badge";
import layout from "@/components/Layout.module.css";
import { useFormat } from "@/components/me";
import { More } from "@/components/More";
import { OperationSteps } from "@/components/OperationSteps";
import { Panel } from "@/components/Page";
import { ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { operationName, operationNow, stepStatusName } from "@/lib/operations";
import { formatTook } from "@/lib/time";
import classes from "./Operator.module.css";

const TONE: Record<Operation["status"], Tone> = { running: "blue", done: "green", failed: "red" };

/** How often is looked while something runs. */
const LIVE_MS = 1_500;

/** The tenant's operations, newest first; looked at live while something runs. */
export function useOperations(tenant: string) {
  const client = useQueryClient();
  const query = useInfiniteQuery({
    ...tenants.operations(tenant),
    refetchInterval: ({ state }) => (state.data?.pages[0]?.items.some(({ status }) => status === "running") ? LIVE_MS : false),
  });
  const operations = query.data ?? [];
  const running = operations.find(({ status }) => status === "running");
  const before = useRef<string>();
  useEffect(() => {
    // What has ended has changed the tenant itself.
    if (before.current && before.current !== running?.id) void client.invalidateQueries({ queryKey: tenants.key });
    before.current = running?.id;
  }, [client, running?.id]);
  return { query, operations, running };
}

export function Operations({ query, operations, running }: ReturnType<typeof useOperations>) {
  if (query.error && !query.data) {
    return (
      <Panel title={t("Operations")} id="operations">
        <ProblemView error={query.error} retry={() => void query.refetch()} />
      </Panel>
    );
  }
  // Most tenants never had any, and need no empty sheet to say so.
  if (operations.length === 0) return null;
  const newest = operations[0]!;
  return (
    <Panel title={t("Operations")} id="operations" flush>
      <p className="visually-hidden" role="status">
        {running ? `${operationName(running)}: ${operationNow(running)}` : `${operationName(newest)}: ${stepStatusName(newest.status)}`}
      </p>
      <ul className={`${layout.list} ${classes.operations}`}>
        {operations.map((operation, index) => (
          <li key={operation.id}>
            <One operation={operation} open={index === 0 || operation.status !== "done"} />
          </li>
        ))}
      </ul>
      <More query={query} />
    </Panel>
  );
}

function One({ operation, open }: { operation: Operation; open: boolean }) {
  const { time } = useFormat();
  const client = useQueryClient();
  const id = useId();
  const retry = useMutation({
    mutationFn: () => retryOperation(operation),
    onSuccess: () => say(t("It goes on where it failed.")),
    onError: (error) => complain(error),
    onSettled: () => client.invalidateQueries({ queryKey: tenants.key }),
  });
  return (
    <article aria-labelledby={id}>
      <header className={classes.operation}>
        <h3 id={id} className={text.heading}>
          {operationName(operation)}
        </h3>
        <Badge tone={TONE[operation.status]}>{stepStatusName(operation.status)}</Badge>
        <span className={text.soft}>
          {operation.ended_at
            ? t("{time}, took {duration}", {
                time: time(operation.started_at),
                duration: formatTook(operation.started_at, operation.ended_at),
              })
            : t("since {time}", { time: time(operation.started_at) })}
          {operation.tries > 1 && ` · ${t("{count} tries", { count: operation.tries })}`}
        </span>
        {operation.status === "failed" && (
          <Button
            size="compact-sm"
            variant="light"
            loading={retry.isPending}
            aria-label={t("Retry: {operation}", { operation: operationName(operation) })}
            onClick={() => retry.mutate()}
          >
            {t("Retry")}
          </Button>
        )}
      </header>
      {operation.reason && <p className={classes.reason}>{operation.reason}</p>}
      {open ? (
        <OperationSteps steps={operation.steps} />
      ) : (
        <details>
          <summary>{t("Steps")}</summary>
          <OperationSteps steps={operation.steps} />
        </details>
      )}
    </article>
  );
}
