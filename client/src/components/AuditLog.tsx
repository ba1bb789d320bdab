import { Button } from "@mantine/core";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";
import type { AuditEntry, Page } from "@/api/types";
import { t } from "@/lib/i18n";
import { shortId } from "@/lib/ids";
import { actionName } from "@/lib/names";
import classes from "./AuditLog.module.css";
import { useFormat, useMe } from "./me";
import { Loading, ProblemView } from "./States";

interface Props {
  query: UseInfiniteQueryResult<InfiniteData<Page<AuditEntry>>>;
  nameOf?: (user: string) => string | undefined;
}

/** Who did what when, newest first. Personal values were never kept: it says only that they changed. */
export function AuditLog({ query, nameOf }: Props) {
  const { time } = useFormat();
  const me = useMe();
  if (query.error) return <div style={{ padding: "16px 18px 1px" }}><ProblemView error={query.error} retry={() => void query.refetch()} /></div>;
  if (!query.data) return <Loading />;
  const entries = query.data.pages.flatMap((page) => page.items);
  return (
    <>
      <ol className={classes.log}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <time dateTime={entry.at}>{time(entry.at)}</time>
            <div>
              <strong>{actorName(entry.actor, nameOf)}</strong> {actionName(entry.action)}
              {!me.operator && <Subject entry={entry} />}
              {entry.reason && <div className={classes.reason}>{entry.reason}</div>}
              {entry.changes.length > 0 && (
                <div className={classes.changes}>
                  {entry.changes.map((change) => (
                    <span key={change.field}>
                      {change.field.replaceAll("_", " ")}
                      {change.from !== null && change.to !== null && `: ${change.from || "–"} → ${change.to || "–"}`}
                    </span>
                  ))}
                </div>
              )}
            </div>
          </li>
        ))}
        {entries.length === 0 && <li>{t("Nothing has happened yet.")}</li>}
      </ol>
      {query.hasNextPage && (
        <div className={classes.more}>
          <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("Show older")}
          </Button>
        </div>
      )}
    </>
  );
}

function actorName({ type, user_id }: AuditEntry["actor"], nameOf?: Props["nameOf"]): string {
  if (type === "system") return t("Tenantry");
  if (type === "operator") return t("The operator");
  if (type === "visitor") return t("Somebody not signed in");
  return (user_id && nameOf?.(user_id)) || (user_id ? t("Member {id}", { id: shortId(user_id) }) : t("A member"));
}

function Subject({ entry }: { entry: AuditEntry }) {
  if (!entry.subject_id) return null;
  const place = entry.action.startsWith("order.") ? "orders" : entry.action.startsWith("product.") || entry.action.startsWith("inventory.") ? "products" : null;
  if (!place) return null;
  return (
    <>
      {" "}
      <Link to={`/${place}/${entry.subject_id}`}>#{shortId(entry.subject_id)}</Link>
    </>
  );
}
