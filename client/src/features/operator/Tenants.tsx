import { useMemo } from "react";
import { Button } from "@mantine/core";
import { IconBuildingStore, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { tenants } from "@/api/queries";
import type { IsolationModel, LimitUse, Tenant, TenantStatus, Tier } from "@/api/types";
import { Badge, TenantBadge, TierBadge } from "@/components/Badge";
import { ColumnPicker } from "@/components/ColumnPicker";
import { DataTable, useTableParams, type Column } from "@/components/DataTable";
import { FilterBar, FilterSelect } from "@/components/FilterBar";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Pager } from "@/components/Pager";
import { Empty, Loading, ProblemView } from "@/components/States";
import { formatCount, t } from "@/lib/i18n";
import { shortId } from "@/lib/ids";
import { minorOf } from "@/lib/money";
import { tenantStatusName, TIERS, tierName } from "@/lib/names";
import { formatDay, today } from "@/lib/time";
import { useCursor, useFilters } from "@/lib/url";
import { cost, tightest, useFigures, type Figures } from "./figures";
import classes from "./Operator.module.css";

const FILTERS = ["tier", "status", "isolation"] as const;
/** Columns that ask for each tenant's figures; hidden, they ask for nothing. */
const FIGURES = ["use", "errors", "cost"];
const NONE: Tenant[] = [];

export function Tenants() {
  const { filters, setFilters, clear, active } = useFilters(FILTERS);
  const { cursor } = useCursor();
  const { sorting, hidden } = useTableParams();
  const { data, error, refetch, isPlaceholderData } = useQuery(
    tenants.list({
      tier: filters.tier as Tier | undefined,
      status: filters.status as TenantStatus | undefined,
      isolation_model: filters.isolation as IsolationModel | undefined,
      limit: 50,
      cursor,
    }),
  );
  const figures = useFigures(data?.items ?? NONE, FIGURES.some((column) => !hidden.includes(column)));
  const columns = useColumns(figures);
  const pick = (name: (typeof FILTERS)[number], label: string, any: string, data: { value: string; label: string }[]) => (
    <FilterSelect width={160} label={label} any={any} options={data} value={filters[name]} onChange={(value) => setFilters({ [name]: value })} />
  );
  return (
    <Page
      title={t("Tenants")}
      lead={t("Use, errors and cost are those of this month; the cost is an estimate by the list prices of AWS.")}
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
              {pick("status", t("Status"), t("Any status"), (["active", "suspended", "deleted", "erased"] as const).map((value) => ({ value, label: tenantStatusName(value) })))}
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

const limitName = (limit: LimitUse["limit"]): string => ({ max_products: t("products"), max_orders: t("orders"), max_users: t("people") })[limit];

function useColumns(figures: Figures): Column<Tenant>[] {
  const { zone } = useFormat();
  return useMemo(() => {
    const of = (tenant: Tenant) => figures[tenant.tenant_id];
    const mostUsed = (tenant: Tenant) => tightest(of(tenant)?.limits ?? []);
    return [
      {
        id: "company",
        header: t("Company"),
        primary: true,
        fixed: true,
        value: (tenant) => tenant.company_name.toLowerCase(),
        cell: (tenant) => (
          <Link to={`/operator/tenants/${tenant.tenant_id}`} className={classes.name}>
            {tenant.status === "erased" ? t("Erased #{id}", { id: shortId(tenant.tenant_id) }) : tenant.company_name}
          </Link>
        ),
      },
      { id: "email", header: t("Office"), value: (tenant) => tenant.admin_email, cell: (tenant) => <span className={classes.mail}>{tenant.admin_email}</span> },
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
      {
        id: "use",
        header: t("Most used limit"),
        align: "end",
        value: (tenant) => mostUsed(tenant)?.percent ?? -1,
        cell: (tenant) => {
          const most = mostUsed(tenant);
          return most ? <span data-near={most.percent! >= 90 || undefined} className={classes.use}>{t("{percent}% of {limit}", { percent: formatCount(most.percent!), limit: limitName(most.limit) })}</span> : of(tenant) ? t("no limit") : "–";
        },
      },
      {
        id: "errors",
        header: t("Errors"),
        align: "end",
        value: (tenant) => of(tenant)?.total.errors ?? -1,
        cell: (tenant) => {
          const total = of(tenant)?.total;
          return total ? <span className={total.errors > 0 ? classes.bad : undefined}>{formatCount(total.errors)}</span> : "–";
        },
      },
      {
        id: "cost",
        header: t("Cost"),
        align: "end",
        value: (tenant) => Number(minorOf(of(tenant)?.estimated_cost_usd ?? "-0.01")),
        cell: (tenant) => {
          const usage = of(tenant);
          return usage ? <span className={classes.use}>{cost(usage)}</span> : "–";
        },
      },
      { id: "since", header: t("Since"), value: (tenant) => tenant.created_at, cell: (tenant) => <span className={classes.since}>{formatDay(today(zone, new Date(tenant.created_at)))}</span> },
    ];
  }, [zone, figures]);
}
