import { useInfiniteQuery } from "@tanstack/react-query";
import { apiKeys, auditQuery, people } from "@/api/queries";
import { AuditLog } from "@/components/AuditLog";
import { useMay, useMe } from "@/components/me";
import { Panel } from "@/components/Page";
import { Empty } from "@/components/States";
import { t } from "@/lib/i18n";

export function Audit() {
  return useMay("admin") ? (
    <Log />
  ) : (
    <Panel>
      <Empty title={t("The audit log is for admins and owners")} />
    </Panel>
  );
}

function Log() {
  const me = useMe();
  const query = useInfiniteQuery(auditQuery);
  const members = useInfiniteQuery(people.members);
  const keys = useInfiniteQuery(apiKeys.list);
  const names = new Map([
    ...(members.data ?? []).map((member) => [member.user_id, member.name] as const),
    ...(keys.data ?? []).map((key) => [key.api_key_id, key.name] as const),
  ]);
  const nameOf = (id: string) => {
    if (id === me.user_id) return t("You");
    return members.data ? names.get(id) : t("A member");
  };
  const who = [
    ...(members.data ?? []).map(({ user_id, name }) => ({ value: user_id, label: user_id === me.user_id ? t("You") : name })),
    ...(keys.data ?? []).map(({ api_key_id, name }) => ({ value: api_key_id, label: name })),
    { value: "operator", label: t("The operator") },
    { value: "system", label: t("Tenantry") },
  ];
  return (
    <Panel title={t("Audit log")} id="audit" flush>
      <AuditLog query={query} nameOf={nameOf} people={who} />
    </Panel>
  );
}
