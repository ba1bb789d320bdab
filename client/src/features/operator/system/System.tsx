import { lazy, Suspense, useState } from "react";
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { systemQuery } from "@/api/queries";
import type { System as SystemState } from "@/api/types";
import { Facts, type Fact } from "@/components/Facts";
import layout from "@/components/Layout.module.css";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { formatBytes, formatCount, t } from "@/lib/i18n";
import { formatAgo } from "@/lib/time";
import { deploymentName, known, milliseconds, percent, summary } from "./figures";
import { Health } from "./Health";
import { RoutesTable } from "./RoutesTable";
import classes from "./System.module.css";
import { TrafficTable } from "./TrafficTable";

const TrafficCharts = lazy(() => import("./TrafficCharts"));

const REFRESH_MS = 15_000;

/** How the installation does, now and in the last hour. A page that nobody looks at asks nothing. */
export function System() {
  const { time } = useFormat();
  const { data, error, refetch, dataUpdatedAt } = useQuery({ ...systemQuery, refetchInterval: REFRESH_MS });
  const [asTable, setAsTable] = useState(false);
  if (!data) {
    return (
      <Page title={t("System")}>
        {error ? (
          <ProblemView error={error} retry={() => void refetch()} />
        ) : (
          <Panel>
            <Loading lines={8} />
          </Panel>
        )}
      </Page>
    );
  }
  const lead = [
    t("Tenantry {version}", { version: data.version }),
    t("time zones {release}", { release: data.time_zone_database }),
    deploymentName(data.home),
    ...(data.started_at ? [t("started {time}", { time: time(data.started_at) })] : []),
    t("as of {time}", { time: time(new Date(dataUpdatedAt).toISOString()) }),
  ].join(" · ");
  return (
    <Page title={t("System")} lead={lead}>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      <Figures system={data} />
      <div className={`${layout.columns} ${classes.columns}`}>
        <div>
          <Panel
            title={t("Traffic of the last hour")}
            id="traffic"
            aside={
              <Switch size="xs" label={t("As a table")} checked={asTable} onChange={(event) => setAsTable(event.currentTarget.checked)} />
            }
            flush={asTable}
          >
            {asTable ? (
              <TrafficTable traffic={data.traffic} />
            ) : (
              <Suspense fallback={<div style={{ height: 430 }} />}>
                <TrafficCharts traffic={data.traffic} />
              </Suspense>
            )}
          </Panel>
          <Panel title={t("Routes")} id="routes" aside={<span className={text.fine}>{t("busiest first, last hour")}</span>} flush>
            <RoutesTable routes={data.routes} />
          </Panel>
        </div>
        <div>
          <Panel title={t("Health")} id="health" flush>
            <Health health={data.health} />
          </Panel>
          <Events events={data.events} />
          <Storage storage={data.storage} />
        </div>
      </div>
    </Page>
  );
}

function Figures({ system }: { system: SystemState }) {
  const { requests, serverErrors, clientErrors, throttled, worst } = summary(system.traffic);
  const figures = [
    { name: t("Requests"), value: formatCount(requests), note: t("in the last hour") },
    { name: t("Server errors"), value: formatCount(serverErrors), note: percent(serverErrors, requests), bad: serverErrors > 0 },
    { name: t("Rejected"), value: formatCount(clientErrors), note: percent(clientErrors, requests) },
    {
      name: t("Throttled"),
      value: known(throttled, formatCount),
      note: throttled === null ? t("not told apart") : percent(throttled, requests),
    },
    { name: t("Slowest minute"), value: worst ? milliseconds(worst.p99_ms) : "–", note: t("p99") },
  ];
  return (
    <dl className={classes.figures}>
      {figures.map(({ name, value, note, bad }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd data-bad={bad || undefined}>{value}</dd>
          <dd>{note}</dd>
        </div>
      ))}
    </dl>
  );
}

/** While dead letters can't be told, neither can what waits. */
function oldestOf({ oldest_waiting_at, dead_letters }: SystemState["events"]): string {
  if (oldest_waiting_at) return formatAgo(oldest_waiting_at);
  return dead_letters === null ? "–" : t("none");
}

function Events({ events }: { events: SystemState["events"] }) {
  const dead = events.dead_letters;
  const facts: Fact[] = [
    [t("Oldest pending event"), oldestOf(events)],
    [t("Dead letters"), dead ? <Link to="/operator/dead-letters">{formatCount(dead)}</Link> : known(dead, formatCount)],
  ];
  return (
    <Panel title={t("Events")} id="events">
      <Facts facts={facts} apart />
    </Panel>
  );
}

function Storage({ storage }: { storage: SystemState["storage"] }) {
  const facts: Fact[] = [[t("Used"), known(storage.bytes, formatBytes)]];
  if (storage.free_bytes !== null) facts.push([t("Free on the disk"), formatBytes(storage.free_bytes)]);
  return (
    <Panel title={t("Storage")} id="storage">
      <Facts facts={facts} apart />
    </Panel>
  );
}
