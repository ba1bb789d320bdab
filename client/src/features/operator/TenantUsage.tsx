import { useQuery } from "@tanstack/react-query";
import type { Tenant, TenantUsage as Used } from "@/api/types";
import { Answer } from "@/components/Answer";
import { Facts, type Fact } from "@/components/Facts";
import { Panel } from "@/components/Page";
import { LimitMeters } from "@/components/Usage";
import { formatBytes, formatCount, t } from "@/lib/i18n";
import { cost, usageThisMonth } from "./figures";

/** What it used this month on its own clock, against its limits. */
export function TenantUsage({ tenant }: { tenant: Tenant }) {
  const query = useQuery(usageThisMonth(tenant));
  return (
    <Panel title={t("Usage this month")} id="usage">
      <Answer query={query} lines={4} lasting>
        {(used) => (
          <>
            <LimitMeters limits={used.limits} />
            <div style={{ marginTop: 16 }}>
              <Facts facts={factsOf(used)} />
            </div>
          </>
        )}
      </Answer>
    </Panel>
  );
}

function factsOf(used: Used): Fact[] {
  const stored = used.days.findLast(({ bytes_stored }) => bytes_stored !== null)?.bytes_stored;
  return [
    [t("Requests"), formatCount(used.total.requests)],
    [t("Server errors"), formatCount(used.total.errors)],
    [t("Mails"), formatCount(used.total.mails)],
    [t("Cost on AWS"), t("{amount}, estimated", { amount: cost(used) })],
    [t("Stored"), stored === null || stored === undefined ? "–" : formatBytes(stored)],
  ];
}
