import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { eventTypesQuery } from "@/api/queries";
import type { EventType } from "@/api/types";
import { Answer } from "@/components/Answer";
import { Badge } from "@/components/Badge";
import layout from "@/components/Layout.module.css";
import { useMay } from "@/components/me";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { eventGroupName, eventMeaning, grouped } from "@/lib/events";
import { rich, t } from "@/lib/i18n";
import { CodeBlock } from "./CodeBlock";
import classes from "./Developers.module.css";

const FEED = "GET /v1/events";

export default function EventCatalogue() {
  const query = useQuery(eventTypesQuery);
  return (
    <>
      <Panel title={t("Event types")} id="event-types">
        <Lead />
      </Panel>
      <Answer query={query} lines={8}>
        {(types) =>
          grouped(types).map(({ group, types }) => (
            <Panel key={group} title={eventGroupName(group)} id={`group-${group.slice(0, -2)}`} aside={<Chosen by={group} />} flush>
              <ul className={`${layout.list} ${classes.catalogue}`}>
                {types.map((type) => (
                  <li key={type.type}>
                    <Entry type={type} />
                  </li>
                ))}
              </ul>
            </Panel>
          ))
        }
      </Answer>
    </>
  );
}

function Lead() {
  const admin = useMay("admin");
  const name = t("Webhooks");
  return (
    <p className={classes.lead}>
      {rich(
        "Events say what happened in ids, and where to read more. {webhooks} send them; programs with an API key read them at {path}.",
        {
          webhooks: admin ? (
            <Link key="webhooks" to="/settings/webhooks">
              {name}
            </Link>
          ) : (
            name
          ),
          path: (
            <code key="path" className={text.code}>
              {FEED}
            </code>
          ),
        },
      )}
    </p>
  );
}

/** What chooses all of a group. */
const Chosen = ({ by }: { by: string }) => <code className={text.code}>{by}</code>;

function Entry({ type }: { type: EventType }) {
  const { type: name, role, example } = type;
  return (
    <article className={classes.entry} aria-label={name}>
      <div className={classes.entryHead}>
        <h3 className={classes.entryName}>{name}</h3>
        {role !== "viewer" && <Badge tone="gray">{t("Not for API keys")}</Badge>}
      </div>
      <p className={classes.meaning}>{eventMeaning(type)}</p>
      <details>
        <summary>{t("Example of {type}", { type: name })}</summary>
        <CodeBlock code={JSON.stringify(example, null, 2)} what={name} />
      </details>
    </article>
  );
}
