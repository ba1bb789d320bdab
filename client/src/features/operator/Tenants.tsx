import { useMemo } from "react";
import { Button } from "@mantine/core";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { tenants } from "@/api/queries";
import type { IsolationModel, Tenant, TenantStatus, Tier } from "@/api/types";
import { Badge, TenantBadge, TierBadge } from "@/components/Badge";
import { ColumnPicker } from "@/components/ColumnPicker";
import { DataTable, useTableParams, type Column } from "@/components/DataTable";
import { FilterBar, FilterSelect } from "@/components/FilterBar";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Pager } from "@/components/Pager";
import { Empty, Loading, ProblemView } from "@/components/States";
import { t } from "@/lib/i18n";
import { tenantStatusName, TIERS, tierName } from "@/lib/names";
import { useCursor, useFilters } from "@/lib/url";
import classes from "./Operator.module.css";

const FILTERS = ["tier", "status", "isolation"] as const;

export function Tenants() {
  const { filters, setFilters, clear, active } = useFilters(FILTERS);
  const { cursor } = useCursor();
  const { sorting } = useTableParams();
  const { data, error, refetch, isPlaceholderData } = useQuery(
    tenants.list({
      tier: filters.tier as Tier | undefined,
      status: filters.status as TenantStatus | undefined,
      isolation_model: filters.isolation as IsolationModel | undefined,
      limit: 50,
      cursor,
    }),
  );
  const columns = useColumns();
  const pick = (name: (typeof FILTERS)[number], label: string, any: string, data: { value: string; label: string }[]) => (
    <FilterSelect width={150} label={label} any={any} options={data} value={filters[name]} onChange={(value) => setFilters({ [name]: value })} />
  );
  return (
    <Page
      title={t("Tenants")}
      actions={
        <>
          <ColumnPicker columns={columns} />
          <Button component={Link} to="/operator/tenants/new" leftSection={<IconPlus size={16} />}>
            {t("New tenant")}
          </Button>
        </>
      }
    >
      <Panel flush>
        <FilterBar
          active={active.length}
          onClear={active.length > 0 ? clear : undefined}
          search={
            <>
              {pick("tier", t("Plan"), t("Any plan"), TIERS.map((value) => ({ value, label: tierName(value) })))}
              {pick("status", t("Status"), t("Any status"), (["active", "suspended", "deleted"] as const).map((value) => ({ value, label: tenantStatusName(value) })))}
              {pick("isolation", t("Placement"), t("Any placement"), [
                { value: "pool", label: t("Pool") },
                { value: "silo", label: t("Silo") },
              ])}
            </>
          }
        />
        {error ? (
          <div className={classes.problem}>
            <ProblemView error={error} retry={() => void refetch()} />
          </div>
        ) : !data ? (
          <Loading lines={8} />
        ) : data.items.length > 0 ? (
          <DataTable label={t("Tenants")} columns={columns} rows={data.items} rowId={(tenant) => tenant.tenant_id} busy={isPlaceholderData} />
        ) : active.length > 0 || data.next_cursor ? (
          <Empty icon={<IconBuildingStore />} title={t("No tenant matches")} action={<Button variant="default" onClick={clear}>{t("Clear the filters")}</Button>} />
        ) : (
          <Empty icon={<IconBuildingStore />} title={t("No tenants yet")} action={<Button component={Link} to="/operator/tenants/new">{t("Create the first tenant")}</Button>}>
            {t("Companies that register appear here, and you can create one and invite its owner.")}
          </Empty>
        )}
        <Pager nextCursor={data?.next_cursor} count={data?.items.length ?? 0} sorted={sorting.length > 0} />
      </Panel>
    </Page>
  );
}

function useColumns(): Column<Tenant>[] {
  const { time } = useFormat();
  return useMemo(
    () => [
      {
        id: "company",
        header: t("Company"),
        primary: true,
        fixed: true,
        value: (tenant) => tenant.company_name.toLowerCase(),
        cell: (tenant) => (
          <Link to={`/operator/tenants/${tenant.tenant_id}`} className={classes.name}>
            {tenant.company_name}
          </Link>
        ),
      },
      { id: "email", header: t("Office"), value: (tenant) => tenant.admin_email, cell: (tenant) => tenant.admin_email },
      {
        id: "tier",
        header: t("Plan"),
        value: (tenant) => TIERS.indexOf(tenant.tier),
        cell: (tenant) => (
          <span className={classes.badges}>
            <TierBadge tier={tenant.tier} />
            {tenant.requested_tier && <Badge tone="amber">{t("asks for {tier}", { tier: tierName(tenant.requested_tier) })}</Badge>}
          </span>
        ),
      },
      { id: "placement", header: t("Placement"), value: (tenant) => tenant.isolation_model, cell: (tenant) => (tenant.isolation_model === "silo" ? t("Silo") : t("Pool")) },
      { id: "status", header: t("Status"), value: (tenant) => tenant.status, cell: (tenant) => <TenantBadge status={tenant.status} /> },
      { id: "since", header: t("Since"), value: (tenant) => tenant.created_at, cell: (tenant) => <span className={classes.soft}>{time(tenant.created_at)}</span> },
    ],
    [time],
  );
}
