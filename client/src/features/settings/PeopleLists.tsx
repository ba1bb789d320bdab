import { useMemo, useState } from "react";
import { Button, NativeSelect } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { patchMember, removeMember, withdrawInvitation } from "@/api/people";
import { asProblem } from "@/api/problem";
import { people } from "@/api/queries";
import type { Invitation, Member, Role } from "@/api/types";
import { Answer } from "@/components/Answer";
import { RoleBadge } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { DataTable, type Column } from "@/components/DataTable";
import { IconButton } from "@/components/IconButton";
import { useFormat, useMay, useMe } from "@/components/me";
import { More } from "@/components/More";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { roleName } from "@/lib/names";
import { useRoles } from "./roles";
import classes from "./Settings.module.css";

export default function PeopleLists() {
  return (
    <>
      <Invitations />
      <Members />
    </>
  );
}

function Invitations() {
  const client = useQueryClient();
  const { time } = useFormat();
  const query = useInfiniteQuery(people.invitations);
  const withdraw = useMutation({
    mutationFn: withdrawInvitation,
    onSuccess: (_, { email }) => say(t("The invitation to {email} is withdrawn.", { email })),
    onError: (error) => complain(error),
    onSettled: () => client.invalidateQueries({ queryKey: people.key }),
  });
  const { mutate } = withdraw;
  const columns = useMemo<Column<Invitation>[]>(
    () => [
      { id: "email", header: t("Email address"), primary: true, cell: (invitation) => invitation.email },
      { id: "role", header: t("Role"), cell: (invitation) => <RoleBadge role={invitation.role} /> },
      {
        id: "expires",
        header: t("Holds until"),
        cell: (invitation) => (Date.parse(invitation.expires_at) < Date.now() ? t("Expired") : time(invitation.expires_at)),
      },
      {
        id: "actions",
        header: t("Actions"),
        bare: true,
        align: "end",
        cell: (invitation) => (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={t("Withdraw the invitation to {email}", { email: invitation.email })}
            onClick={() => mutate(invitation)}
          >
            {t("Withdraw")}
          </Button>
        ),
      },
    ],
    [time, mutate],
  );
  if (!query.data?.length && !query.error) return null;
  return (
    <Panel title={t("Open invitations")} id="invitations" flush>
      <Answer query={query} flush>
        {(rows) => (
          <DataTable label={t("Open invitations")} columns={columns} rows={rows} rowId={(invitation) => invitation.invitation_id} />
        )}
      </Answer>
      <More query={query} label={t("Show more")} />
    </Panel>
  );
}

function Members() {
  const me = useMe();
  const owner = useMay("owner");
  const client = useQueryClient();
  const { time } = useFormat();
  const roles = useRoles();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const query = useInfiniteQuery(people.members);
  const change = useMutation({
    mutationFn: ({ member, role }: { member: Member; role: Role }) => patchMember(member, { role }),
    onSuccess: (saved, { member }) =>
      say(t("{name} is {role} now.", { name: saved.name, role: roleName(saved.role) }), () =>
        change.mutate({ member: saved, role: member.role }),
      ),
    onError: (error) =>
      complain(
        asProblem(error).is("stale") ? new Error(t("Somebody changed this member in the meantime. Look again and decide anew.")) : error,
      ),
    onSettled: () => client.invalidateQueries({ queryKey: people.key }),
  });
  const { mutate } = change;
  const columns = useMemo<Column<Member>[]>(
    () => [
      {
        id: "name",
        header: t("Person"),
        primary: true,
        cell: (member) => (
          <span className={classes.person}>
            <strong>
              {member.name}
              {member.user_id === me.user_id && <span className={text.fine}> · {t("you")}</span>}
            </strong>
            <span className={text.fine}>{member.email}</span>
          </span>
        ),
      },
      {
        id: "role",
        header: t("Role"),
        width: "160px",
        cell: (member) =>
          member.role === "owner" && !owner ? (
            <RoleBadge role={member.role} />
          ) : (
            <NativeSelect
              size="xs"
              aria-label={t("Role of {name}", { name: member.name })}
              data={roles}
              value={member.role}
              onChange={(event) => mutate({ member, role: event.currentTarget.value as Role })}
            />
          ),
      },
      { id: "since", header: t("Since"), cell: (member) => <span className={text.fine}>{time(member.created_at)}</span> },
      {
        id: "actions",
        header: t("Actions"),
        bare: true,
        align: "end",
        width: "60px",
        cell: (member) =>
          (owner || member.role !== "owner") && (
            <IconButton
              className={classes.remove}
              variant="subtle"
              color="gray"
              size={30}
              tip="none"
              label={t("Remove {name}", { name: member.name })}
              onClick={() => setLeaving(member)}
            >
              <IconTrash size={16} />
            </IconButton>
          ),
      },
    ],
    [me.user_id, owner, roles, time, mutate],
  );
  return (
    <Panel title={t("Members")} id="members" flush>
      <Answer query={query} lines={4} flush>
        {(rows) => <DataTable label={t("Members")} columns={columns} rows={rows} rowId={(member) => member.user_id} />}
      </Answer>
      <More query={query} label={t("Show more")} />
      <ConfirmDialog
        opened={leaving !== null}
        danger
        title={t("Remove {name}?", { name: leaving?.name ?? "" })}
        text={t("Their sessions end at once and their seat becomes free. What they did stays in the audit log.")}
        confirm={t("Remove")}
        onClose={() => setLeaving(null)}
        onConfirm={async () => {
          if (!leaving) return;
          await removeMember(leaving);
          say(t("{name} is removed.", { name: leaving.name }));
          setLeaving(null);
          await client.invalidateQueries({ queryKey: people.key });
        }}
      />
    </Panel>
  );
}
