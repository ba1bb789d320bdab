import { lazy, Suspense, useState } from "react";
import { Alert, Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { tenants } from "@/api/queries";
import type { Tenant } from "@/api/types";
import { AuditLog } from "@/components/AuditLog";
import { TenantBadge } from "@/components/Badge";
import layout from "@/components/Layout.module.css";
import { useFormat, usePlacements } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { t } from "@/lib/i18n";
import { tierName } from "@/lib/names";
import { Operations, useOperations } from "./Operations";
import classes from "./Operator.module.css";
import { TenantData, type DataDeed } from "./TenantData";
import { TenantFacts } from "./TenantFacts";
import { TenantUsage } from "./TenantUsage";

const LimitsDialog = lazy(() => import("./LimitsDialog"));
const StandingDialog = lazy(() => import("./StandingDialog"));
const MoveDialog = lazy(() => import("./MoveDialog"));
const ExportDialog = lazy(() => import("./ExportDialog"));
const EraseDialog = lazy(() => import("./EraseDialog"));

type Deed = "suspend" | "reactivate" | "tier" | "limits" | DataDeed;

const BACK = () => ({ to: "/operator", label: t("Tenants") });

export function TenantPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery(tenants.one(id));
  if (data) return <Known tenant={data} />;
  return (
    <Page title={t("Tenant")} back={BACK()}>
      {error ? (
        <ProblemView error={error} retry={() => void refetch()} />
      ) : (
        <Panel>
          <Loading />
        </Panel>
      )}
    </Page>
  );
}

function Known({ tenant }: { tenant: Tenant }) {
  const journal = useInfiniteQuery(tenants.journal(tenant.tenant_id));
  const operations = useOperations(tenant.tenant_id);
  // Before its place is made there is no data to count.
  const placed = operations.query.isFetched && operations.running?.kind !== "provision";
  const [deed, setDeed] = useState<Deed | null>(null);
  const close = () => setDeed(null);
  const targets = usePlacements().filter((placement) => placement !== tenant.isolation_model);
  const alive = tenant.status === "active" || tenant.status === "suspended";
  const name = tenant.status === "erased" ? t("An erased company") : tenant.company_name;
  return (
    <Page
      title={name}
      heading={
        <span className={classes.heading}>
          {name} <TenantBadge status={tenant.status} />
        </span>
      }
      back={BACK()}
      actions={
        <>
          {alive && (
            <>
              <Button variant="default" onClick={() => setDeed("limits")}>
                {t("Limits…")}
              </Button>
              <Button variant="default" onClick={() => setDeed("tier")}>
                {t("Change the plan…")}
              </Button>
            </>
          )}
          {tenant.status === "active" ? (
            <Button variant="default" onClick={() => setDeed("suspend")}>
              {t("Suspend…")}
            </Button>
          ) : (
            tenant.status !== "erased" && <Button onClick={() => setDeed("reactivate")}>{t("Reactivate…")}</Button>
          )}
        </>
      }
    >
      <Notices tenant={tenant} onDecide={() => setDeed("tier")} />
      <div className={layout.columns}>
        <div>
          <Operations {...operations} />
          <Panel title={t("Journal")} id="journal" flush>
            <AuditLog query={journal} />
          </Panel>
        </div>
        <div>
          {alive && placed && <TenantUsage tenant={tenant} />}
          <TenantFacts tenant={tenant} />
          {tenant.status !== "erased" && (
            <TenantData tenant={tenant} busy={!!operations.running} movable={targets.length > 0} onDeed={setDeed} />
          )}
        </div>
      </div>
      <Suspense>
        {(deed === "suspend" || deed === "reactivate" || deed === "tier" || deed === "delete") && (
          <StandingDialog tenant={tenant} deed={deed} onClose={close} />
        )}
        {deed === "limits" && <LimitsDialog tenant={tenant} onClose={close} />}
        {deed === "move" && <MoveDialog tenant={tenant} targets={targets} onClose={close} />}
        {deed === "export" && <ExportDialog tenant={tenant} onClose={close} />}
        {deed === "erase" && <EraseDialog tenant={tenant} onClose={close} />}
      </Suspense>
    </Page>
  );
}

function Notices({ tenant, onDecide }: { tenant: Tenant; onDecide: () => void }) {
  const { time } = useFormat();
  if (tenant.status === "erased") {
    return (
      <Alert color="gray" variant="light" mb="md" title={t("Its data is erased")}>
        {tenant.deleted_at
          ? t(
              "It was deleted on {time}. Its name, its people and all that they had are gone for good; this entry remains, so that a restored backup erases them again.",
              { time: time(tenant.deleted_at) },
            )
          : t(
              "Its name, its people and all that they had are gone for good; this entry remains, so that a restored backup erases them again.",
            )}
      </Alert>
    );
  }
  return (
    <>
      {tenant.status_reason && (
        <Alert color="red" variant="light" mb="md" title={tenant.status === "suspended" ? t("Suspended") : t("Deleted")}>
          {tenant.status_reason}
        </Alert>
      )}
      {tenant.requested_tier && (
        <Alert color="yellow" variant="light" mb="md" title={t("Asks for {tier}", { tier: tierName(tenant.requested_tier) })}>
          <Button size="xs" onClick={onDecide}>
            {t("Decide…")}
          </Button>
        </Alert>
      )}
    </>
  );
}
