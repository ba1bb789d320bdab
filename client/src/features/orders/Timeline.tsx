import { useQuery } from "@tanstack/react-query";
import { listAudit, listMembers } from "@/api/people";
import type { AuditEntry, Order } from "@/api/types";
import { useFormat, useMay, useMe } from "@/components/me";
import { Loading, ProblemView } from "@/components/States";
import { t } from "@/lib/i18n";
import { actionName, orderStatusName } from "@/lib/names";
import classes from "./Orders.module.css";

/** Who did what when. The audit log is for admins; others see the dates that the order itself carries. */
export function Timeline({ order }: { order: Order }) {
  return useMay("admin") ? <FromAudit order={order} /> : <FromOrder order={order} />;
}

function FromOrder({ order }: { order: Order }) {
  const { time } = useFormat();
  return (
    <ol className={classes.timeline}>
      {order.version > 1 && (
        <li>
          {order.status === "pending" ? t("Changed") : orderStatusName(order.status)}
          <small>{time(order.updated_at)}</small>
        </li>
      )}
      <li>
        {t("Placed")}
        <small>{time(order.created_at)}</small>
      </li>
    </ol>
  );
}

/** Pages of the log that are looked through before the order's own dates must do. */
const PAGES = 5;

async function entriesOf(order: Order, signal: AbortSignal): Promise<AuditEntry[]> {
  const found: AuditEntry[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { items, next_cursor } = await listAudit({ limit: 100, cursor }, signal);
    found.push(...items.filter((entry) => entry.subject_id === order.order_id));
    const oldest = items.at(-1);
    if (!next_cursor || !oldest || oldest.at < order.created_at) break;
    cursor = next_cursor;
  }
  return found;
}

function FromAudit({ order }: { order: Order }) {
  const { time } = useFormat();
  const me = useMe();
  const entries = useQuery({
    queryKey: ["audit", "order", order.order_id, order.version],
    queryFn: ({ signal }) => entriesOf(order, signal),
  });
  const members = useQuery({ queryKey: ["people", "names"], queryFn: ({ signal }) => listMembers({ limit: 100 }, signal), staleTime: 60_000 });
  if (entries.error) return <ProblemView error={entries.error} retry={() => void entries.refetch()} />;
  if (!entries.data) return <Loading lines={3} />;
  if (entries.data.length === 0) return <FromOrder order={order} />;
  const name = ({ type, user_id }: AuditEntry["actor"]) => {
    if (user_id === me.user_id) return t("You");
    if (type === "system") return t("Tenantry");
    if (type === "operator") return t("The operator");
    return members.data?.items.find((member) => member.user_id === user_id)?.name ?? t("A former member");
  };
  return (
    <ol className={classes.timeline}>
      {entries.data.map((entry) => (
        <li key={entry.id}>
          {name(entry.actor)} {actionName(entry.action)}
          <small>{time(entry.at)}</small>
          {entry.action !== "order.updated" && <small>{t("The customer got a mail")}</small>}
        </li>
      ))}
    </ol>
  );
}
