import { lazy, Suspense, useState } from "react";
import { Alert, Button, Select, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useParams } from "react-router";
import { tenants } from "@/api/queries";
import { changeTier, deleteTenant, reactivateTenant, readTenant, suspendTenant } from "@/api/tenants";
import type { Tenant, Tier } from "@/api/types";
import { AuditLog } from "@/components/AuditLog";
import { TenantBadge, TierBadge } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { formatCount, t } from "@/lib/i18n";
import { TIERS, tierName } from "@/lib/names";
import { Reason, useDone } from "./deeds";
import classes from "./Operator.module.css";
import { TenantUsage } from "./TenantUsage";

const LimitsDialog = lazy(() => import("./LimitsDialog"));

type Deed = "suspend" | "reactivate" | "tier" | "limits" | "delete";

export function TenantPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery(tenants.one(id));
  const journal = useInfiniteQuery(tenants.journal(id));
  const [deed, setDeed] = useState<Deed | null>(null);
  const back = { to: "/operator", label: t("Tenants") };
  if (!data) {
    return (
      <Page title={t("Tenant")} back={back}>
        {error ? <ProblemView error={error} retry={() => void refetch()} /> : <Panel><Loading /></Panel>}
      </Page>
    );
  }
  return (
    <Page
      title={data.company_name}
      heading={
        <span className={classes.heading}>
          {data.company_name} <TenantBadge status={data.status} />
        </span>
      }
      back={back}
      actions={
        <>
          {data.status !== "deleted" && (
            <>
              <Button variant="default" onClick={() => setDeed("limits")}>
                {t("Limits…")}
              </Button>
              <Button variant="default" onClick={() => setDeed("tier")}>
                {t("Change the plan…")}
              </Button>
            </>
          )}
          {data.status === "active" ? (
            <Button variant="default" onClick={() => setDeed("suspend")}>
              {t("Suspend…")}
            </Button>
          ) : (
            <Button onClick={() => setDeed("reactivate")}>{t("Reactivate…")}</Button>
          )}
        </>
      }
    >
      {data.status_reason && (
        <Alert color="red" variant="light" mb="md" title={data.status === "suspended" ? t("Suspended") : t("Deleted")}>
          {data.status_reason}
        </Alert>
      )}
      {data.requested_tier && (
        <Alert color="yellow" variant="light" mb="md" title={t("Asks for {tier}", { tier: tierName(data.requested_tier) })}>
          <Button size="xs" onClick={() => setDeed("tier")}>
            {t("Decide…")}
          </Button>
        </Alert>
      )}
      <div className={classes.columns}>
        <Panel title={t("Journal")} id="journal" flush>
          <AuditLog query={journal} />
        </Panel>
        <div>
          {data.status !== "deleted" && <TenantUsage tenant={data} />}
          <Facts tenant={data} />
          {data.status !== "deleted" && (
            <Panel title={t("Delete")} id="delete" tone="bad">
              <p className={classes.soft} style={{ marginTop: 0 }}>{t("Its people are locked out at once. It can be brought back for 30 days.")}</p>
              <Button variant="outline" color="red" size="xs" onClick={() => setDeed("delete")}>
                {t("Delete the tenant…")}
              </Button>
            </Panel>
          )}
        </div>
      </div>
      {deed === "tier" && <TierDialog tenant={data} onClose={() => setDeed(null)} />}
      {(deed === "suspend" || deed === "reactivate") && <ReasonDialog tenant={data} deed={deed} onClose={() => setDeed(null)} />}
      <Suspense>{deed === "limits" && <LimitsDialog tenant={data} onClose={() => setDeed(null)} />}</Suspense>
      {deed === "delete" && <DeleteDialog tenant={data} onClose={() => setDeed(null)} />}
    </Page>
  );
}

function Facts({ tenant }: { tenant: Tenant }) {
  const { time } = useFormat();
  const many = (limit: number | null) => (limit === null ? t("no limit") : formatCount(limit));
  const facts: [string, React.ReactNode][] = [
    [t("Plan"), <TierBadge key="tier" tier={tenant.tier} />],
    [t("Placement"), tenant.isolation_model === "silo" ? t("Silo: a place of its own") : t("Pool: among others")],
    [t("Products"), many(tenant.limits.max_products)],
    [t("Orders a month"), many(tenant.limits.max_orders)],
    [t("People"), many(tenant.limits.max_users)],
    [t("Requests a second"), t("{rate}, {burst} at once", { rate: formatCount(tenant.rate_limit.per_second), burst: formatCount(tenant.rate_limit.burst) })],
    ...(tenant.limit_overrides ? [[t("Overrides"), <Overrides key="overrides" overrides={tenant.limit_overrides} />] as [string, React.ReactNode]] : []),
    [t("Office"), <a key="mail" href={`mailto:${tenant.admin_email}`}>{tenant.admin_email}</a>],
    [t("Currency"), tenant.currency],
    [t("Time zone"), tenant.time_zone],
    [t("Since"), time(tenant.created_at)],
    [t("Id"), <span key="id" className={classes.id}>{tenant.tenant_id}</span>],
  ];
  return (
    <Panel title={t("Tenant")} id="facts">
      <dl className={classes.facts}>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

function Overrides({ overrides }: { overrides: NonNullable<Tenant["limit_overrides"]> }) {
  const { time } = useFormat();
  const { expires_at, in_force, reason } = overrides;
  return (
    <>
      {!in_force ? t("Expired") : expires_at ? t("Until {time}", { time: time(expires_at) }) : t("Until they are lifted")}
      <span className={classes.soft}> · {reason}</span>
    </>
  );
}

function ReasonDialog({ tenant, deed, onClose }: { tenant: Tenant; deed: "suspend" | "reactivate"; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const done = useDone(onClose);
  const suspend = deed === "suspend";
  return (
    <ConfirmDialog
      opened
      danger={suspend}
      title={suspend ? t("Suspend {company}?", { company: tenant.company_name }) : t("Reactivate {company}?", { company: tenant.company_name })}
      text={suspend ? t("Its people can do nothing until you reactivate it, and are shown the reason. Its data stays untouched.") : t("Its people can work again at once.")}
      confirm={suspend ? t("Suspend") : t("Reactivate")}
      disabled={!reason.trim()}
      onClose={onClose}
      onConfirm={async () => {
        const saved = await (suspend ? suspendTenant : reactivateTenant)(tenant.tenant_id, reason.trim());
        done(saved, suspend ? t("{company} is suspended.", { company: tenant.company_name }) : t("{company} is active again.", { company: tenant.company_name }));
      }}
    >
      <Reason value={reason} onChange={setReason} description={suspend ? t("Its people read this") : t("Kept in the journal")} />
    </ConfirmDialog>
  );
}

function TierDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [tier, setTier] = useState<Tier>(tenant.requested_tier ?? tenant.tier);
  const [reason, setReason] = useState("");
  const done = useDone(onClose);
  return (
    <ConfirmDialog
      opened
      title={t("Change the plan of {company}", { company: tenant.company_name })}
      text={t("Limits and features change at once; where the data lives stays as it is. The company is told by mail.")}
      confirm={t("Change the plan")}
      disabled={!reason.trim() || (tier === tenant.tier && !tenant.requested_tier)}
      onClose={onClose}
      onConfirm={async () => done(await changeTier(tenant.tenant_id, tier, reason.trim()), t("The plan is {tier} now.", { tier: tierName(tier) }))}
    >
      <Select label={t("Plan")} mb="sm" allowDeselect={false} data={TIERS.map((value) => ({ value, label: tierName(value) }))} value={tier} onChange={(value) => value && setTier(value as Tier)} />
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} />
    </ConfirmDialog>
  );
}

function DeleteDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const done = useDone(onClose);
  return (
    <ConfirmDialog
      opened
      danger
      title={t("Delete {company}?", { company: tenant.company_name })}
      text={t("To be sure, type the company's name.")}
      confirm={t("Delete the tenant")}
      disabled={typed.trim() !== tenant.company_name}
      onClose={onClose}
      onConfirm={async () => {
        await deleteTenant(tenant);
        done(await readTenant(tenant.tenant_id).catch(() => undefined), t("{company} is deleted.", { company: tenant.company_name }));
      }}
    >
      <TextInput data-autofocus label={t("Company name")} placeholder={tenant.company_name} autoComplete="off" value={typed} onChange={(event) => setTyped(event.currentTarget.value)} />
    </ConfirmDialog>
  );
}
