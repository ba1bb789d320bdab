import { useMemo, useState } from "react";
import { Button, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { webhooks } from "@/api/queries";
import type { IssuedWebhookSecret, WebhookEndpoint } from "@/api/types";
import { changeWebhook, removeWebhook, rotateWebhookSecret, testWebhook } from "@/api/webhooks";
import { ActionMenu } from "@/components/ActionMenu";
import { Answer } from "@/components/Answer";
import { Badge } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { useFormat } from "@/components/me";
import { More } from "@/components/More";
import { Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { eventTypesName } from "@/lib/events";
import { t } from "@/lib/i18n";
import classes from "./Settings.module.css";

interface Props {
  onIssued: (issued: IssuedWebhookSecret) => void;
  onShow: (endpoint: WebhookEndpoint) => void;
  onEdit: (endpoint: WebhookEndpoint) => void;
  /** Whether the plan lets anything be sent. */
  maySend: boolean;
}

export default function WebhookList({ onIssued, onShow, onEdit, maySend }: Props) {
  const client = useQueryClient();
  const query = useInfiniteQuery(webhooks.list);
  const [rotating, setRotating] = useState<WebhookEndpoint | null>(null);
  const [removing, setRemoving] = useState<WebhookEndpoint | null>(null);
  const columns = useMemo<Column<WebhookEndpoint>[]>(() => {
    const readAnew = () => client.invalidateQueries({ queryKey: webhooks.key });
    const test = async (endpoint: WebhookEndpoint) => {
      try {
        await testWebhook(endpoint.webhook_endpoint_id);
        say(t("A test event is on its way."));
        onShow(endpoint);
      } catch (error) {
        complain(error);
      }
      await readAnew();
    };
    const change = async (endpoint: WebhookEndpoint, enabled: boolean) => {
      try {
        await changeWebhook(endpoint, { enabled });
      } catch (error) {
        complain(error);
      }
      await readAnew();
    };
    return [
      { id: "url", header: t("URL"), primary: true, cell: (endpoint) => <EndpointName endpoint={endpoint} /> },
      {
        id: "events",
        header: t("Events"),
        cell: ({ event_types }) => <span className={text.fine}>{eventTypesName(event_types)}</span>,
      },
      { id: "status", header: t("Status"), cell: (endpoint) => <EndpointStatus endpoint={endpoint} /> },
      {
        id: "actions",
        header: t("Actions"),
        bare: true,
        align: "end",
        cell: (endpoint) => (
          <ActionMenu
            target={
              <Button size="compact-sm" variant="subtle" color="gray" aria-label={t("Actions for {url}", { url: endpoint.url })}>
                {t("Actions")}
              </Button>
            }
            entries={[
              { label: t("Deliveries"), onClick: () => onShow(endpoint) },
              ...(maySend ? [{ label: t("Edit…"), onClick: () => onEdit(endpoint) }] : []),
              ...(maySend && endpoint.enabled ? [{ label: t("Send a test event"), onClick: () => void test(endpoint) }] : []),
              ...(maySend ? [{ label: t("Replace the secret…"), onClick: () => setRotating(endpoint) }] : []),
              endpoint.enabled
                ? { label: t("Disable"), onClick: () => void change(endpoint, false) }
                : { label: t("Enable"), onClick: () => void change(endpoint, true) },
              { label: t("Remove…"), danger: true, onClick: () => setRemoving(endpoint) },
            ]}
          />
        ),
      },
    ];
  }, [client, onShow, onEdit, maySend]);
  const absent = query.error !== null && asProblem(query.error).status === 404;
  return (
    <Panel title={t("Webhooks")} id="webhooks" flush>
      {absent ? (
        <Empty title={t("This installation does not send webhooks yet")} />
      ) : (
        <Answer query={query} lines={3} flush>
          {(rows) =>
            rows.length > 0 ? (
              <DataTable label={t("Webhooks")} columns={columns} rows={rows} rowId={(endpoint) => endpoint.webhook_endpoint_id} />
            ) : (
              <Empty title={t("Events are sent nowhere yet")} />
            )
          }
        </Answer>
      )}
      <More query={query} label={t("Show more")} />
      <RotateDialog
        rotating={rotating}
        onClose={() => setRotating(null)}
        onConfirm={async (endpoint, hours) => {
          onIssued(await rotateWebhookSecret(endpoint.webhook_endpoint_id, hours));
          setRotating(null);
          await client.invalidateQueries({ queryKey: webhooks.key });
        }}
      />
      <ConfirmDialog
        opened={removing !== null}
        danger
        title={t("Remove {url}?", { url: removing?.url ?? "" })}
        text={t("Nothing more is sent to it, and what waits is given up.")}
        confirm={t("Remove")}
        onClose={() => setRemoving(null)}
        onConfirm={async () => {
          if (!removing) return;
          await removeWebhook(removing);
          say(t("{url} is removed.", { url: removing.url }));
          setRemoving(null);
          await client.invalidateQueries({ queryKey: webhooks.key });
        }}
      />
    </Panel>
  );
}

interface RotateProps {
  rotating: WebhookEndpoint | null;
  onClose: () => void;
  onConfirm: (endpoint: WebhookEndpoint, hours: number) => Promise<void>;
}

function RotateDialog({ rotating, onClose, onConfirm }: RotateProps) {
  const [overlap, setOverlap] = useState("24");
  return (
    <ConfirmDialog
      opened={rotating !== null}
      title={t("Replace the secret of {url}?", { url: rotating?.url ?? "" })}
      text={t("A new secret is shown once. For a while, messages are signed with both, so that the receiver can change over.")}
      confirm={t("Replace the secret")}
      onClose={onClose}
      onConfirm={() => rotating && onConfirm(rotating, Number(overlap))}
    >
      <NativeSelect
        data-autofocus
        label={t("The present secret ends")}
        data={[
          { value: "0", label: t("At once") },
          { value: "24", label: t("In a day") },
          { value: "168", label: t("In a week") },
        ]}
        value={overlap}
        onChange={(event) => setOverlap(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}

const EndpointName = ({ endpoint: { url, description } }: { endpoint: WebhookEndpoint }) => (
  <span className={classes.person}>
    <strong className={text.long}>{url}</strong>
    {description && <span className={text.fine}>{description}</span>}
  </span>
);

function EndpointStatus({ endpoint }: { endpoint: WebhookEndpoint }) {
  const { time } = useFormat();
  const { enabled, disabled_reason, failing_since, previous_secret_ends_at } = endpoint;
  const why = { failing: t("Every delivery failed for five days"), gone: t("It answered 410") };
  return (
    <span className={classes.person}>
      {!enabled && <Badge tone={disabled_reason ? "red" : "gray"}>{t("Disabled")}</Badge>}
      {enabled && (failing_since ? <Badge tone="amber">{t("Failing")}</Badge> : <Badge tone="green">{t("Enabled")}</Badge>)}
      {!enabled && disabled_reason && <span className={text.fine}>{why[disabled_reason]}</span>}
      {enabled && failing_since && <span className={text.fine}>{t("Since {time}", { time: time(failing_since) })}</span>}
      {previous_secret_ends_at && (
        <span className={text.fine}>{t("The secret before ends {time}", { time: time(previous_secret_ends_at) })}</span>
      )}
    </span>
  );
}
