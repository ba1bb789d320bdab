import { Children, type ReactNode } from "react";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";
import type { AuditEntry } from "@/api/types";
import { arrow, rich, t } from "@/lib/i18n";
import { shortId } from "@/lib/ids";
import { actionName } from "@/lib/names";
import { Answer } from "./Answer";
import classes from "./AuditLog.module.css";
import layout from "./Layout.module.css";
import { useFormat, useMe } from "./me";
import { More } from "./More";

interface Props {
  query: UseInfiniteQueryResult<AuditEntry[]>;
  /** Of a member or an API key, by its id. */
  nameOf?: (id: string) => string | undefined;
}

/** Who did what when, newest first. Personal values were never kept: it says only that they changed. */
export function AuditLog({ query, nameOf }: Props) {
  const { time } = useFormat();
  const me = useMe();
  return (
    <Answer query={query} flush>
      {(entries) => (
        <>
          <ol className={`${layout.list} ${classes.log}`}>
            {entries.map((entry) => (
              <li key={entry.id}>
                <time dateTime={entry.at}>{time(entry.at)}</time>
                <div>
                  <Deed who={actorName(entry.actor, nameOf)} what={actionName(entry.action)} />
                  {!me.operator && <Subject entry={entry} />}
                  {entry.reason && <div className={classes.reason}>{entry.reason}</div>}
                  {entry.changes.length > 0 && (
                    <div className={classes.changes}>
                      {entry.changes.map((change) => (
                        <span key={change.field}>
                          {change.field.replaceAll("_", " ")}
                          {change.from !== null && change.to !== null && `: ${change.from || "–"} ${arrow()} ${change.to || "–"}`}
                        </span>
                      ))}
                    </div>
                  )}
                </div>
              </li>
            ))}
            {entries.length === 0 && <li>{t("Nothing has happened yet.")}</li>}
          </ol>
          <More query={query} />
        </>
      )}
    </Answer>
  );
}

function actorName({ type, user_id, api_key_id }: AuditEntry["actor"], nameOf?: Props["nameOf"]): string {
  if (type === "system") return t("Tenantry");
  if (type === "operator") return t("The operator");
  if (type === "visitor") return t("Somebody not signed in");
  if (api_key_id) return nameOf?.(api_key_id) ?? t("API key {id}", { id: shortId(api_key_id) });
  return (user_id && nameOf?.(user_id)) || (user_id ? t("Member {id}", { id: shortId(user_id) }) : t("A member"));
}

function Deed({ who, what }: { who: string; what: string }) {
  return <>{Children.toArray(rich<ReactNode>("{who} {what}", { who: <strong>{who}</strong>, what }))}</>;
}

/** Where the subjects of actions have a page, by the first word of the action. */
const PLACES: Partial<Record<string, string>> = { order: "orders", product: "products", inventory: "products" };

function Subject({ entry }: { entry: AuditEntry }) {
  const place = PLACES[entry.action.split(".")[0] ?? ""];
  if (!entry.subject_id || !place) return null;
  return (
    <>
      {" "}
      <Link to={`/${place}/${entry.subject_id}`}>#{shortId(entry.subject_id)}</Link>
    </>
  );
}
