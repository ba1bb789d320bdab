import { useMemo, useState } from "react";
import { Button, Group, NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { revokeApiKey, rotateApiKey } from "@/api/apiKeys";
import { apiKeys } from "@/api/queries";
import type { ApiKey, IssuedApiKey } from "@/api/types";
import { Answer } from "@/components/Answer";
import { Badge } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { useFormat } from "@/components/me";
import { More } from "@/components/More";
import { Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import text from "@/components/Text.module.css";
import { say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { scopeName } from "@/lib/names";
import { formatAgo } from "@/lib/time";
import classes from "./Settings.module.css";

interface Props {
  onIssued: (issued: IssuedApiKey) => void;
  mayRotate: boolean;
}

export default function KeyList({ onIssued, mayRotate }: Props) {
  const client = useQueryClient();
  const query = useInfiniteQuery(apiKeys.list);
  const [rotating, setRotating] = useState<ApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  const columns = useMemo<Column<ApiKey>[]>(
    () => [
      { id: "name", header: t("Name"), primary: true, cell: (key) => <KeyName apiKey={key} /> },
      {
        id: "scopes",
        header: t("May"),
        cell: (key) => <span className={text.fine}>{key.scopes.map(scopeName).join(" · ")}</span>,
      },
      {
        id: "used",
        header: t("Last used"),
        cell: (key) => <span className={text.fine}>{key.last_used_at ? formatAgo(key.last_used_at) : t("Never")}</span>,
      },
      { id: "expires", header: t("Expires"), cell: (key) => <Expiry apiKey={key} /> },
      {
        id: "actions",
        header: t("Actions"),
        bare: true,
        align: "end",
        cell: (key) => <Actions apiKey={key} onRotate={mayRotate ? setRotating : undefined} onRevoke={setRevoking} />,
      },
    ],
    [mayRotate],
  );
  const readAnew = () => client.invalidateQueries({ queryKey: apiKeys.key });
  return (
    <Panel title={t("API keys")} id="api-keys" flush>
      <Answer query={query} lines={3} flush>
        {(rows) =>
          rows.length > 0 ? (
            <DataTable label={t("API keys")} columns={columns} rows={rows} rowId={(key) => key.api_key_id} />
          ) : (
            <Empty title={t("No program signs in to your company yet")} />
          )
        }
      </Answer>
      <More query={query} label={t("Show more")} />
      <RotateDialog
        rotating={rotating}
        onClose={() => setRotating(null)}
        onConfirm={async (key, hours) => {
          onIssued(await rotateApiKey(key.api_key_id, hours));
          setRotating(null);
          await readAnew();
        }}
      />
      <ConfirmDialog
        opened={revoking !== null}
        danger
        title={t("Revoke {name}?", { name: revoking?.name ?? "" })}
        text={t("Programs that use it are rejected within two seconds, and nothing brings it back. What it did stays in the audit log.")}
        confirm={t("Revoke")}
        onClose={() => setRevoking(null)}
        onConfirm={async () => {
          if (!revoking) return;
          await revokeApiKey(revoking.api_key_id);
          say(t("{name} is revoked.", { name: revoking.name }));
          setRevoking(null);
          await readAnew();
        }}
      />
    </Panel>
  );
}

interface RotateProps {
  rotating: ApiKey | null;
  onClose: () => void;
  onConfirm: (key: ApiKey, hours: number) => Promise<void>;
}

function RotateDialog({ rotating, onClose, onConfirm }: RotateProps) {
  const [overlap, setOverlap] = useState("24");
  return (
    <ConfirmDialog
      opened={rotating !== null}
      title={t("Replace the token of {name}?", { name: rotating?.name ?? "" })}
      text={t("A new token is shown once. The present one goes on being accepted for a while, so that programs can change over.")}
      confirm={t("Replace the token")}
      onClose={onClose}
      onConfirm={() => rotating && onConfirm(rotating, Number(overlap))}
    >
      <NativeSelect
        data-autofocus
        label={t("The present token ends")}
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

const KeyName = ({ apiKey: { name, hint } }: { apiKey: ApiKey }) => (
  <span className={classes.person}>
    <strong>{name}</strong>
    <span className={text.fine}>…{hint}</span>
  </span>
);

interface ActionsProps {
  apiKey: ApiKey;
  onRotate?: (key: ApiKey) => void;
  onRevoke: (key: ApiKey) => void;
}

function Actions({ apiKey, onRotate, onRevoke }: ActionsProps) {
  const { name } = apiKey;
  const look = { size: "compact-sm", variant: "subtle", color: "gray" };
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      {onRotate && !isOver(apiKey) && (
        <Button {...look} aria-label={t("Replace the token of {name}", { name })} onClick={() => onRotate(apiKey)}>
          {t("Replace…")}
        </Button>
      )}
      <Button {...look} aria-label={t("Revoke {name}", { name })} onClick={() => onRevoke(apiKey)}>
        {t("Revoke…")}
      </Button>
    </Group>
  );
}

const isOver = ({ expires_at }: ApiKey) => expires_at !== null && Date.parse(expires_at) <= Date.now();

function Expiry({ apiKey }: { apiKey: ApiKey }) {
  const { time } = useFormat();
  if (isOver(apiKey)) return <Badge tone="red">{t("Expired")}</Badge>;
  return (
    <span className={classes.person}>
      <span className={text.fine}>{apiKey.expires_at ? time(apiKey.expires_at) : t("Never")}</span>
      {apiKey.previous_ends_at && (
        <span className={text.fine}>{t("The token before ends {time}", { time: time(apiKey.previous_ends_at) })}</span>
      )}
    </span>
  );
}
