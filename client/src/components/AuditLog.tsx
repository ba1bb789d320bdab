import { Children, useEffect, useState, type ReactNode } from "react";
import { Button } from "@mantine/core";
import { useQuery, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link } from "react-router";
import { products } from "@/api/queries";
import type { AuditEntry } from "@/api/types";
import { KINDS, kindName, matches, subjectOf, type AuditFilter } from "@/lib/audit";
import { arrow, rich, t } from "@/lib/i18n";
import { orderCode, shortId } from "@/lib/ids";
import { actionName } from "@/lib/names";
import { Answer } from "./Answer";
import classes from "./AuditLog.module.css";
import { FilterSelect } from "./FilterBar";
import layout from "./Layout.module.css";
import { useFormat, useMe } from "./me";
import { More } from "./More";
import text from "./Text.module.css";

interface Person {
  value: string;
  label: string;
}

interface Props {
  query: UseInfiniteQueryResult<AuditEntry[]>;
  /** Of a member or an API key, by its id. */
  nameOf?: (id: string) => string | undefined;
  /** By whom it can be narrowed. */
  people?: Person[];
}

/** A filter looks further back by itself until there is a page of what it finds, but not through years at one press. */
const ENOUGH = 20;
const PAGES_AT_ONCE = 10;

/** Who did what when, newest first. Personal values were never kept: it says only that they changed. */
export function AuditLog({ query, nameOf, people }: Props) {
  const [filter, setFilter] = useState<AuditFilter>({});
  const narrowed = !!(filter.kind || filter.who);
  const found = query.data?.filter((entry) => matches(filter, entry)) ?? [];
  const further = useFurtherBack(query, narrowed, found.length);
  return (
    <>
      <div className={layout.strip} role="search">
        <FilterSelect
          label={t("What was done")}
          any={t("Everything")}
          width={190}
          value={filter.kind}
          options={KINDS.map((value) => ({ value, label: kindName(value) }))}
          onChange={(kind) => setFilter({ ...filter, kind })}
        />
        {people && people.length > 1 && (
          <FilterSelect
            label={t("By whom")}
            any={t("By anyone")}
            width={190}
            value={filter.who}
            options={people}
            onChange={(who) => setFilter({ ...filter, who })}
          />
        )}
      </div>
      <Answer query={query} flush>
        {(all) => (
          <>
            <Entries
              entries={found}
              nameOf={nameOf}
              empty={narrowed ? t("Nothing like that so far back.") : t("Nothing has happened yet.")}
            />
            {narrowed && query.hasNextPage ? <Further last={all.at(-1)} further={further} /> : <More query={query} />}
          </>
        )}
      </Answer>
    </>
  );
}

function useFurtherBack({ hasNextPage, isFetching, fetchNextPage }: Props["query"], narrowed: boolean, found: number) {
  const [left, setLeft] = useState(PAGES_AT_ONCE);
  const [wanted, setWanted] = useState(ENOUGH);
  const looking = narrowed && hasNextPage && left > 0 && found < wanted;
  useEffect(() => {
    if (!looking || isFetching) return;
    setLeft((left) => left - 1);
    void fetchNextPage();
  }, [looking, isFetching, fetchNextPage]);
  const more = () => {
    setLeft(PAGES_AT_ONCE);
    setWanted(found + ENOUGH);
  };
  return { looking, more };
}

function Further({ last, further: { looking, more } }: { last?: AuditEntry; further: ReturnType<typeof useFurtherBack> }) {
  const { time } = useFormat();
  return (
    <div className={`${layout.foot} ${layout.row}`}>
      <Button variant="default" size="xs" loading={looking} onClick={more}>
        {t("Search further back")}
      </Button>
      <span className={text.fine} role="status">
        {last && t("Searched back to {time}.", { time: time(last.at) })}
      </span>
    </div>
  );
}

interface EntriesProps extends Pick<Props, "nameOf"> {
  entries: AuditEntry[];
  empty: string;
}

function Entries({ entries, nameOf, empty }: EntriesProps) {
  const { time } = useFormat();
  const me = useMe();
  const named = [...new Set(entries.filter((entry) => PRODUCT.includes(subjectOf(entry))).map((entry) => entry.subject_id ?? ""))];
  const names = useQuery({ ...products.names(named.filter(Boolean)), enabled: !me.operator && named.length > 0 });
  return (
    <ol className={`${layout.list} ${classes.log}`}>
      {entries.map((entry) => (
        <li key={entry.id}>
          <time dateTime={entry.at}>{time(entry.at)}</time>
          <div>
            <Deed who={actorName(entry.actor, nameOf)} what={actionName(entry.action)} />
            {!me.operator && <Subject entry={entry} names={names.data ?? {}} nameOf={nameOf} />}
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
      {entries.length === 0 && <li>{empty}</li>}
    </ol>
  );
}

function actorName({ type, user_id, api_key_id }: AuditEntry["actor"], nameOf?: Props["nameOf"]): string {
  if (type === "system") return t("Tenantry");
  if (type === "operator") return t("The operator");
  if (type === "visitor") return t("Somebody not signed in");
  if (api_key_id) return nameOf?.(api_key_id) ?? t("API key {id}", { id: shortId(api_key_id) });
  if (!user_id) return t("A member");
  if (!nameOf) return t("Member {id}", { id: shortId(user_id) });
  return nameOf(user_id) ?? t("Former member {id}", { id: shortId(user_id) });
}

function Deed({ who, what }: { who: string; what: string }) {
  return <>{Children.toArray(rich<ReactNode>("{who} {what}", { who: <strong>{who}</strong>, what }))}</>;
}

const PRODUCT = ["product", "inventory"];

interface SubjectProps extends Pick<Props, "nameOf"> {
  entry: AuditEntry;
  /** Of products, by id; what is not known yet or no more goes by the end of its id. */
  names: Record<string, string>;
}

/** What it was done to, by the number or the name that people know it by. */
function Subject({ entry, names, nameOf }: SubjectProps) {
  const { subject_id: id } = entry;
  const kind = subjectOf(entry);
  if (!id) return null;
  if (kind === "order") return <To path={`/orders/${id}`} name={orderCode(id)} />;
  if (PRODUCT.includes(kind)) return <To path={`/products/${id}`} name={names[id] ?? `#${shortId(id)}`} />;
  const member = kind === "member" && nameOf?.(id);
  return member ? <>: {member}</> : null;
}

const To = ({ path, name }: { path: string; name: string }) => (
  <>
    {": "}
    <Link to={path}>{name}</Link>
  </>
);
