import { lazy, Suspense, useState } from "react";
import { Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { systemQuery } from "@/api/queries";
import type { System as SystemState } from "@/api/types";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { formatBytes, formatCount, t } from "@/lib/i18n";
import { formatAgo } from "@/lib/time";
import { homeName, known, milliseconds, percent, summary } from "./figures";
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
    return <Page title={t("System")}>{error ? <ProblemView error={error} retry={() => void refetch()} /> : <Panel><Loading lines={8} /></Panel>}</Page>;
  }
  const lead = [
    t("Tenantry {version}", { version: data.version }),
    t("time zones {release}", { release: data.time_zone_database }),
    homeName(data.home),
    ...(data.started_at ? [t("started {time}", { time: time(data.started_at) })] : []),
    t("as of {time}", { time: time(new Date(dataUpdatedAt).toISOString()) }),
  ].join(" · ");
  return (
    <Page title={t("System")} lead={lead}>
      {error && <ProblemView error={error} retry={() => void refetch()} />}
      <Figures system={data} />
      <div className={classes.grid}>
        <div className={classes.column}>
          <Panel
            title={t("Traffic of the last hour")}
            id="traffic"
            aside={<Switch size="xs" label={t("As a table")} checked={asTable} onChange={(event) => setAsTable(event.currentTarget.checked)} />}
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
          <Panel title={t("Routes")} id="routes" aside={<span className={classes.soft}>{t("busiest first, last hour")}</span>} flush>
            <RoutesTable routes={data.routes} />
          </Panel>
        </div>
        <div className={classes.column}>
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
    { name: t("Refused"), value: formatCount(clientErrors), note: percent(clientErrors, requests) },
    { name: t("Throttled"), value: known(throttled, formatCount), note: throttled === null ? t("not told apart") : percent(throttled, requests) },
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

function Events({ events }: { events: SystemState["events"] }) {
  return (
    <Panel title={t("Events")} id="events">
      <dl className={classes.facts}>
        <div>
          <dt>{t("Oldest that waits")}</dt>
          <dd>{events.oldest_waiting_at ? formatAgo(events.oldest_waiting_at) : events.dead_letters === null ? "–" : t("none waits")}</dd>
        </div>
        <div>
          <dt>{t("Dead letters")}</dt>
          <dd>{events.dead_letters ? <Link to="/operator/dead-letters">{formatCount(events.dead_letters)}</Link> : known(events.dead_letters, formatCount)}</dd>
        </div>
      </dl>
    </Panel>
  );
}

function Storage({ storage }: { storage: SystemState["storage"] }) {
  return (
    <Panel title={t("Storage")} id="storage">
      <dl className={classes.facts}>
        <div>
          <dt>{t("Used")}</dt>
          <dd>{known(storage.bytes, formatBytes)}</dd>
        </div>
        {storage.free_bytes !== null && (
          <div>
            <dt>{t("Free on the disk")}</dt>
            <dd>{formatBytes(storage.free_bytes)}</dd>
          </div>
        )}
      </dl>
    </Panel>
  );
}
