import { useQuery } from "@tanstack/react-query";
import { IconMail } from "@tabler/icons-react";
import { orders } from "@/api/queries";
import type { Order, TimelineItem } from "@/api/types";
import { useFormat, useMe } from "@/components/me";
import { Loading, ProblemView } from "@/components/States";
import { t } from "@/lib/i18n";
import { orderStatusName } from "@/lib/names";
import classes from "./Orders.module.css";

/** Mails follow a step within moments; until then it is looked again, and not for ever: some steps have none. */
const AGAIN_MS = 4_000;
const MOMENTS_MS = 20_000;

export function lookAgain(items: readonly TimelineItem[] | undefined, now = Date.now()): number | false {
  const last = items?.at(-1);
  return last?.type === "status" && Math.abs(now - Date.parse(last.at)) < MOMENTS_MS && AGAIN_MS;
}

/** Who did what when, and what the customer was told; the newest is on top. */
export function Timeline({ order }: { order: Order }) {
  const { time } = useFormat();
  const me = useMe();
  const { data, error, refetch } = useQuery({
    ...orders.timeline(order.order_id),
    refetchInterval: ({ state }) => lookAgain(state.data?.items),
  });
  if (!data) return error ? <ProblemView error={error} retry={() => void refetch()} /> : <Loading lines={3} />;
  return (
    <ol className={classes.timeline}>
      {data.items
        .map((item, index) => (
          <li key={index} data-kind={item.type}>
            {item.type === "mail" ? (
              <span className={classes.mail}>
                <IconMail size={14} aria-hidden /> {t("Mail to the customer: {subject}", { subject: item.subject })}
              </span>
            ) : (
              <>
                <strong>{index === 0 ? t("Placed") : orderStatusName(item.status)}</strong> {byWhom(item, me.user_id)}
              </>
            )}
            <small>
              <time dateTime={item.at}>{time(item.at)}</time>
            </small>
          </li>
        ))
        .reverse()}
    </ol>
  );
}

function byWhom({ actor, name }: Extract<TimelineItem, { type: "status" }>, me: string): string {
  if (actor.user_id === me) return t("by you");
  if (actor.type === "system") return t("by Tenantry");
  if (actor.type === "operator") return t("by the operator");
  return name ? t("by {name}", { name }) : t("by a former member");
}
