import { useMemo } from "react";
import { Button } from "@mantine/core";
import { IconBellOff } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { acknowledgeAlarm } from "@/api/operator";
import { asProblem } from "@/api/problem";
import { alarmsQuery } from "@/api/queries";
import type { Alarm } from "@/api/types";
import { Answer } from "@/components/Answer";
import { Badge } from "@/components/Badge";
import { DataTable, type Column } from "@/components/DataTable";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { formatLocale, t } from "@/lib/i18n";

const alarmWord = (state: Alarm["state"]): string => ({ ok: t("OK"), pending: t("Building up"), firing: t("Firing") })[state];
const TONE = { ok: "green", pending: "amber", firing: "red" } as const;

export function Alarms() {
  const { time } = useFormat();
  const client = useQueryClient();
  const query = useQuery({ ...alarmsQuery, refetchInterval: 15_000 });
  const acknowledge = useMutation({
    mutationFn: acknowledgeAlarm,
    onSuccess: (alarm) => say(t("The others see that you act on {name}.", { name: alarm.name })),
    onError: (error) => complain(error),
    onSettled: () => client.invalidateQueries({ queryKey: alarmsQuery.queryKey }),
  });
  const { mutate } = acknowledge;
  const columns = useMemo<Column<Alarm>[]>(
    () => [
      { id: "name", header: t("Alarm"), primary: true, fixed: true, cell: (alarm) => <strong>{alarm.name}</strong> },
      { id: "state", header: t("State"), cell: (alarm) => <Badge tone={TONE[alarm.state]}>{alarmWord(alarm.state)}</Badge> },
      { id: "condition", header: t("Fires when"), cell: (alarm) => alarm.condition },
      {
        id: "value",
        header: t("Now"),
        align: "end",
        cell: (alarm) =>
          alarm.value === null ? "–" : new Intl.NumberFormat(formatLocale(), { maximumSignificantDigits: 3 }).format(alarm.value),
      },
      { id: "since", header: t("Since"), cell: (alarm) => <span className={text.soft}>{time(alarm.since)}</span> },
      {
        id: "acknowledge",
        header: t("Actions"),
        bare: true,
        fixed: true,
        align: "end",
        cell: (alarm) =>
          alarm.acknowledged_at ? (
            <span className={text.soft}>{t("Taken {time}", { time: time(alarm.acknowledged_at) })}</span>
          ) : (
            alarm.state === "firing" && (
              <Button
                size="compact-sm"
                variant="light"
                aria-label={t("Acknowledge {name}", { name: alarm.name })}
                onClick={() => mutate(alarm.name)}
              >
                {t("Acknowledge")}
              </Button>
            )
          ),
      },
    ],
    [time, mutate],
  );
  // Somewhere else something else watches, and there are no rules here.
  const elsewhere = query.error && asProblem(query.error).status === 404;
  return (
    <Page title={t("Alarms")} lead={t("Rules over the whole installation; who acknowledges one tells the others that somebody acts.")}>
      <Panel flush>
        {elsewhere ? (
          <Empty icon={<IconBellOff />} title={t("No alarms are kept here")}>
            {t("Something else watches this installation.")}
          </Empty>
        ) : (
          <Answer query={query} lines={5} flush lasting>
            {({ items }) => <DataTable label={t("Alarms")} columns={columns} rows={items} rowId={(alarm) => alarm.name} />}
          </Answer>
        )}
      </Panel>
    </Page>
  );
}
