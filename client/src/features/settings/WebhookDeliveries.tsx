import { useMemo, useState } from "react";
import { Button, Group, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { webhooks } from "@/api/queries";
import type { WebhookDelivery, WebhookEndpoint } from "@/api/types";
import { replayDelivery, replayFailed } from "@/api/webhooks";
import { Answer } from "@/components/Answer";
import { Badge, type Tone } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { Facts } from "@/components/Facts";
import { useFormat } from "@/components/me";
import { More } from "@/components/More";
import { Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import { deliveryStatusName } from "@/lib/names";
import classes from "./Settings.module.css";

interface Props {
  endpoint: WebhookEndpoint;
  maySend: boolean;
  onClose: () => void;
}

const HOUR_MS = 3_600_000;

/** What was sent to an endpoint and what it answered. */
export default function WebhookDeliveries({ endpoint: chosen, maySend, onClose }: Props) {
  const client = useQueryClient();
  const endpoints = useInfiniteQuery(webhooks.list).data;
  // As it is now: it may have been enabled since it was chosen.
  const endpoint = endpoints?.find(({ webhook_endpoint_id }) => webhook_endpoint_id === chosen.webhook_endpoint_id) ?? chosen;
  const id = endpoint.webhook_endpoint_id;
  const query = useInfiniteQuery(webhooks.deliveries(id));
  const [shown, setShown] = useState<string | null>(null);
  const [replaying, setReplaying] = useState(false);
  const columns = useMemo<Column<WebhookDelivery>[]>(() => {
    const replay = async (delivery: WebhookDelivery) => {
      try {
        await replayDelivery(id, delivery.webhook_delivery_id);
        say(t("{type} is sent once more.", { type: delivery.event_type }));
      } catch (error) {
        complain(error);
      }
      await client.invalidateQueries({ queryKey: webhooks.key });
    };
    const look = { size: "compact-sm", variant: "subtle", color: "gray" };
    return [
      { id: "event", header: t("Event"), primary: true, cell: (delivery) => <DeliveryName delivery={delivery} /> },
      { id: "status", header: t("Status"), cell: (delivery) => <DeliveryState delivery={delivery} /> },
      {
        id: "answer",
        header: t("Last answer"),
        cell: ({ last_try }) => <span className={text.fine}>{last_try ? (last_try.status ?? last_try.error) : t("None yet")}</span>,
      },
      {
        id: "actions",
        header: t("Actions"),
        bare: true,
        align: "end",
        cell: (delivery) => (
          <Group gap={4} justify="flex-end" wrap="nowrap">
            <Button
              {...look}
              aria-label={t("Show the request and answer of {type}", { type: delivery.event_type })}
              onClick={() => setShown(delivery.webhook_delivery_id)}
            >
              {t("Show")}
            </Button>
            {maySend && endpoint.enabled && delivery.status !== "pending" && (
              <Button {...look} aria-label={t("Replay {type}", { type: delivery.event_type })} onClick={() => void replay(delivery)}>
                {t("Replay")}
              </Button>
            )}
          </Group>
        ),
      },
    ];
  }, [client, id, endpoint.enabled, maySend]);
  const open = query.data?.find(({ webhook_delivery_id }) => webhook_delivery_id === shown);
  return (
    <Panel
      title={t("Deliveries to {url}", { url: endpoint.url })}
      id="deliveries"
      flush
      aside={
        <Group gap="xs">
          <Button size="compact-sm" variant="default" loading={query.isRefetching} onClick={() => void query.refetch()}>
            {t("Refresh")}
          </Button>
          {maySend && endpoint.enabled && (
            <Button size="compact-sm" variant="default" onClick={() => setReplaying(true)}>
              {t("Replay failed…")}
            </Button>
          )}
          <Button size="compact-sm" variant="subtle" color="gray" onClick={onClose}>
            {t("Close")}
          </Button>
        </Group>
      }
    >
      <Answer query={query} lines={3} flush lasting>
        {(rows) =>
          rows.length > 0 ? (
            <DataTable label={t("Deliveries")} columns={columns} rows={rows} rowId={(delivery) => delivery.webhook_delivery_id} />
          ) : (
            <Empty title={t("Nothing was sent in the last 30 days")} />
          )
        }
      </Answer>
      <More query={query} />
      {open && <Exchange delivery={open} />}
      <ReplayDialog
        opened={replaying}
        onClose={() => setReplaying(false)}
        onConfirm={async (hours) => {
          const since = new Date(Date.now() - hours * HOUR_MS).toISOString();
          const { replayed } = await replayFailed(id, since);
          say(tn("{count} delivery is sent once more.", "{count} deliveries are sent once more.", replayed));
          setReplaying(false);
          await client.invalidateQueries({ queryKey: webhooks.key });
        }}
      />
    </Panel>
  );
}

interface ReplayProps {
  opened: boolean;
  onClose: () => void;
  onConfirm: (hours: number) => Promise<void>;
}

function ReplayDialog({ opened, onClose, onConfirm }: ReplayProps) {
  const [hours, setHours] = useState("24");
  return (
    <ConfirmDialog
      opened={opened}
      title={t("Replay what failed?")}
      text={t("Deliveries that were given up are sent once more, with the ids that they had.")}
      confirm={t("Replay")}
      onClose={onClose}
      onConfirm={() => onConfirm(Number(hours))}
    >
      <NativeSelect
        data-autofocus
        label={t("Events of")}
        data={[
          { value: "24", label: t("The last day") },
          { value: "168", label: t("The last week") },
          { value: "720", label: t("The last 30 days") },
        ]}
        value={hours}
        onChange={(event) => setHours(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

function DeliveryName({ delivery: { event_type, created_at } }: { delivery: WebhookDelivery }) {
  const { time } = useFormat();
  return (
    <span className={classes.person}>
      <strong>{event_type}</strong>
      <span className={text.fine}>{time(created_at)}</span>
    </span>
  );
}

const TONES: Record<WebhookDelivery["status"], Tone> = { pending: "amber", delivered: "green", failed: "red" };

function DeliveryState({ delivery: { status, tries, next_try_at } }: { delivery: WebhookDelivery }) {
  const { time } = useFormat();
  return (
    <span className={classes.person}>
      <Badge tone={TONES[status]}>{deliveryStatusName(status)}</Badge>
      <span className={text.fine}>{tn("Tried {count} time", "Tried {count} times", tries)}</span>
      {tries > 0 && next_try_at && <span className={text.fine}>{t("Next {time}", { time: time(next_try_at) })}</span>}
    </span>
  );
}

/** The request to the byte, and what was said to it. */
function Exchange({ delivery: { event_id, request_body, last_try } }: { delivery: WebhookDelivery }) {
  const { time } = useFormat();
  return (
    <section className={classes.exchange} aria-label={t("Request and answer")}>
      <h3 className={text.heading}>{t("Request")}</h3>
      <Facts facts={[["webhook-id", event_id]]} />
      <pre className={classes.request}>{request_body}</pre>
      <h3 className={text.heading}>{t("Last answer")}</h3>
      {last_try ? (
        <>
          <Facts
            facts={[
              [t("Time"), time(last_try.at)],
              [t("Took"), t("{count} ms", { count: last_try.took_ms })],
              [t("Status"), last_try.status ?? last_try.error],
            ]}
          />
          {last_try.body && <pre className={classes.request}>{last_try.body}</pre>}
        </>
      ) : (
        <p className={text.fine}>{t("None yet")}</p>
      )}
    </section>
  );
}
