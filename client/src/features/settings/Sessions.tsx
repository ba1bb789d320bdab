import { useMemo } from "react";
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endOtherSessions, endSession } from "@/api/auth";
import { sessionsQuery } from "@/api/queries";
import type { OwnSession } from "@/api/types";
import { Answer } from "@/components/Answer";
import { Badge } from "@/components/Badge";
import { DataTable, type Column } from "@/components/DataTable";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { formatAgo } from "@/lib/time";
import classes from "./Settings.module.css";

export default function Sessions() {
  const client = useQueryClient();
  const { time } = useFormat();
  const query = useQuery(sessionsQuery);
  const settled = {
    onError: (refused: unknown) => complain(refused),
    onSettled: () => client.invalidateQueries({ queryKey: sessionsQuery.queryKey }),
  };
  const one = useMutation({
    mutationFn: ({ session_id }: OwnSession) => endSession(session_id),
    onSuccess: (_, { device }) => say(t("The session on {device} has ended.", { device })),
    ...settled,
  });
  const others = useMutation({
    mutationFn: endOtherSessions,
    onSuccess: () => say(t("You are signed in here, and nowhere else.")),
    ...settled,
  });
  const { mutate: end } = one;
  const columns = useMemo<Column<OwnSession>[]>(
    () => [
      {
        id: "device",
        header: t("Device"),
        primary: true,
        cell: (session) => (
          <span className={classes.person}>
            <strong>
              {session.device} {session.current && <Badge tone="green">{t("This device")}</Badge>}
            </strong>
            <span className={text.fine}>{session.address}</span>
          </span>
        ),
      },
      { id: "used", header: t("Last used"), cell: (session) => <span className={text.fine}>{formatAgo(session.last_used_at)}</span> },
      { id: "since", header: t("Signed in"), cell: (session) => <span className={text.fine}>{time(session.created_at)}</span> },
      {
        id: "actions",
        header: t("Actions"),
        bare: true,
        align: "end",
        cell: (session) =>
          !session.current && (
            <Button
              size="compact-sm"
              variant="subtle"
              color="gray"
              aria-label={t("End the session on {device}", { device: session.device })}
              onClick={() => end(session)}
            >
              {t("End")}
            </Button>
          ),
      },
    ],
    [time, end],
  );
  return (
    <Panel
      title={t("Where you are signed in")}
      id="sessions"
      flush
      aside={
        query.data &&
        query.data.items.length > 1 && (
          <Button size="xs" variant="default" loading={others.isPending} onClick={() => others.mutate()}>
            {t("End all others")}
          </Button>
        )
      }
    >
      <Answer query={query} lines={3} flush>
        {({ items }) => (
          <DataTable label={t("Where you are signed in")} columns={columns} rows={items} rowId={(session) => session.session_id} />
        )}
      </Answer>
    </Panel>
  );
}
