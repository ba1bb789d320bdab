import { useMemo } from "react";
import { Button, Group } from "@mantine/core";
import { IconMailCheck } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { redrive, redriveAll } from "@/api/operator";
import { deadLettersQuery } from "@/api/queries";
import type { DeadLetter } from "@/api/types";
import { Answer } from "@/components/Answer";
import { DataTable, type Column } from "@/components/DataTable";
import { useFormat } from "@/components/me";
import { More } from "@/components/More";
import { Page, Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import { shortId } from "@/lib/ids";

export function DeadLetters() {
  const { time } = useFormat();
  const client = useQueryClient();
  const query = useInfiniteQuery({ ...deadLettersQuery, refetchInterval: 30_000 });
  const again = useMutation({
    mutationFn: redrive,
    onSuccess: (_, letter) => say(t("The event goes to {consumer} once more.", { consumer: letter.consumer })),
    onError: (error) => complain(error),
    onSettled: () => client.invalidateQueries({ queryKey: deadLettersQuery.queryKey }),
  });
  const { mutate } = again;
  const all = useMutation({
    mutationFn: redriveAll,
    onSuccess: (count, consumer) =>
      say(tn("{count} event goes to {consumer} once more.", "{count} events go to {consumer} once more.", count, { consumer })),
    onError: (error) => complain(error),
    onSettled: () => client.invalidateQueries({ queryKey: deadLettersQuery.queryKey }),
  });
  const columns = useMemo<Column<DeadLetter>[]>(
    () => [
      { id: "type", header: t("Event"), primary: true, fixed: true, cell: (letter) => <strong>{letter.type}</strong> },
      { id: "consumer", header: t("Consumer"), cell: (letter) => letter.consumer },
      {
        id: "tenant",
        header: t("Tenant"),
        cell: (letter) => (letter.tenant_id ? <Link to={`/operator/tenants/${letter.tenant_id}`}>#{shortId(letter.tenant_id)}</Link> : "–"),
      },
      { id: "tries", header: t("Tries"), align: "end", cell: (letter) => letter.attempts },
      { id: "error", header: t("Last error"), cell: (letter) => <span className={text.code}>{letter.error}</span> },
      { id: "at", header: t("Given up"), cell: (letter) => <span className={text.soft}>{time(letter.at)}</span> },
      {
        id: "redrive",
        header: t("Actions"),
        bare: true,
        fixed: true,
        align: "end",
        cell: (letter) => (
          <Button
            size="compact-sm"
            variant="light"
            aria-label={t("Redrive {type} to {consumer}", { type: letter.type, consumer: letter.consumer })}
            onClick={() => mutate(letter)}
          >
            {t("Redrive")}
          </Button>
        ),
      },
    ],
    [time, mutate],
  );
  const rows = query.data ?? [];
  const consumers = [...new Set(rows.map((letter) => letter.consumer))].sort();
  return (
    <Page
      title={t("Dead letters")}
      lead={t("Events that a consumer gave up on. Fix the cause, then redrive them.")}
      actions={
        <Group gap="xs">
          {consumers.map((consumer) => (
            <Button
              key={consumer}
              variant="default"
              loading={all.isPending && all.variables === consumer}
              onClick={() => all.mutate(consumer)}
            >
              {t("Redrive all to {consumer}", { consumer })}
            </Button>
          ))}
        </Group>
      }
    >
      <Panel flush>
        <Answer query={query} lines={5} flush>
          {(rows) =>
            rows.length > 0 ? (
              <DataTable
                label={t("Dead letters")}
                columns={columns}
                rows={rows}
                rowId={(letter) => `${letter.event_id} ${letter.consumer}`}
              />
            ) : (
              <Empty icon={<IconMailCheck />} title={t("No dead letters")}>
                {t("Every event has reached every consumer.")}
              </Empty>
            )
          }
        </Answer>
        <More query={query} />
      </Panel>
    </Page>
  );
}
