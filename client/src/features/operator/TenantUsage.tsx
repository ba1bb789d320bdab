import { useQuery } from "@tanstack/react-query";
import type { Tenant } from "@/api/types";
import { Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { LimitMeters } from "@/components/Usage";
import { formatBytes, formatCount, t } from "@/lib/i18n";
import { cost, usageThisMonth } from "./figures";
import classes from "./Operator.module.css";

/** What it used this month on its own clock, against its limits. */
export function TenantUsage({ tenant }: { tenant: Tenant }) {
  const { data, error, refetch } = useQuery(usageThisMonth(tenant));
  const stored = data?.days.findLast(({ bytes_stored }) => bytes_stored !== null)?.bytes_stored;
  const facts: [string, string][] = data
    ? [
        [t("Requests"), formatCount(data.total.requests)],
        [t("Server errors"), formatCount(data.total.errors)],
        [t("Mails"), formatCount(data.total.mails)],
        [t("Cost on AWS"), t("{amount}, estimated", { amount: cost(data) })],
        [t("Stored"), stored === null || stored === undefined ? "–" : formatBytes(stored)],
      ]
    : [];
  return (
    <Panel title={t("Usage this month")} id="usage">
      {!data ? (
        error ? <ProblemView error={error} retry={() => void refetch()} /> : <Loading lines={4} />
      ) : (
        <>
          <LimitMeters limits={data.limits} />
          <dl className={classes.facts} style={{ marginTop: 16 }}>
            {facts.map(([name, value]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
        </>
      )}
    </Panel>
  );
}
