import type { LimitUse, Tenant, TenantUsage } from "@/api/types";
import { Badge, TenantBadge, TierBadge } from "@/components/Badge";
import type { Column } from "@/components/DataTable";
import { Email } from "@/components/Email";
import { nameColumn } from "@/components/nameColumn";
import text from "@/components/Text.module.css";
import { formatCount, formatPercent, t } from "@/lib/i18n";
import { shortId } from "@/lib/ids";
import { minorOf } from "@/lib/money";
import { TIERS, tierName } from "@/lib/names";
import { placementName } from "@/lib/placements";
import { formatDay, today } from "@/lib/time";
import { cost, tightest, type Figures } from "./figures";
import classes from "./Operator.module.css";

/** Those that ask for each tenant's figures; hidden, they ask for nothing. */
export const WITH_FIGURES = ["use", "errors", "cost"];

export function tenantColumns({ zone, figures }: { zone: string; figures: Figures }): Column<Tenant>[] {
  const of = (tenant: Tenant) => figures[tenant.tenant_id];
  return [
    nameColumn({
      id: "company",
      header: t("Company"),
      name: (tenant) => (tenant.status === "erased" ? t("Erased #{id}", { id: shortId(tenant.tenant_id) }) : tenant.company_name),
      to: (tenant) => `/operator/tenants/${tenant.tenant_id}`,
    }),
    {
      id: "email",
      header: t("Office"),
      narrow: "below",
      value: (tenant) => tenant.admin_email,
      cell: (tenant) => <Email address={tenant.admin_email} />,
    },
    {
      id: "tier",
      header: t("Plan"),
      narrow: "line",
      value: (tenant) => TIERS.indexOf(tenant.tier),
      cell: (tenant) => (
        <span className={classes.badges}>
          <TierBadge tier={tenant.tier} />
          {tenant.requested_tier && <Badge tone="amber">{t("asks for {tier}", { tier: tierName(tenant.requested_tier) })}</Badge>}
        </span>
      ),
    },
    {
      id: "placement",
      header: t("Placement"),
      narrow: "below",
      value: (tenant) => tenant.isolation_model,
      cell: (tenant) => placementName(tenant.isolation_model),
    },
    {
      id: "status",
      header: t("Status"),
      narrow: "line",
      value: (tenant) => tenant.status,
      cell: (tenant) => <TenantBadge status={tenant.status} />,
    },
    {
      id: "use",
      header: t("Most used limit"),
      align: "end",
      narrow: "line",
      value: (tenant) => tightest(of(tenant)?.limits ?? [])?.percent ?? -1,
      cell: (tenant) => <MostUsed usage={of(tenant)} />,
    },
    {
      id: "errors",
      header: t("Errors"),
      align: "end",
      narrow: "away",
      value: (tenant) => of(tenant)?.total.errors ?? -1,
      cell: (tenant) => <Errors usage={of(tenant)} />,
    },
    {
      id: "cost",
      header: t("Cost"),
      align: "end",
      narrow: "end",
      value: (tenant) => Number(minorOf(of(tenant)?.estimated_cost_usd ?? "-0.01")),
      cell: (tenant) => <Cost usage={of(tenant)} />,
    },
    {
      id: "since",
      header: t("Since"),
      narrow: "away",
      value: (tenant) => tenant.created_at,
      cell: (tenant) => <span className={`${text.soft} ${text.line}`}>{formatDay(today(zone, new Date(tenant.created_at)))}</span>,
    },
  ];
}

interface FigureProps {
  /** None while it is on its way, and of the erased. */
  usage: TenantUsage | undefined;
}

/** The limits by the words that stand after a percentage. */
const limitName = (limit: LimitUse["limit"]): string =>
  ({ max_products: t("products"), max_orders: t("orders"), max_users: t("people") })[limit];

function MostUsed({ usage }: FigureProps) {
  if (!usage) return "–";
  const most = tightest(usage.limits);
  if (!most) return t("no limit");
  const percent = most.percent ?? 0;
  return (
    <span className={percent >= 90 ? `${text.line} ${text.bad}` : text.line}>
      {t("{percent} of {limit}", { percent: formatPercent(percent / 100), limit: limitName(most.limit) })}
    </span>
  );
}

function Errors({ usage }: FigureProps) {
  if (!usage) return "–";
  const { errors } = usage.total;
  return <span className={errors > 0 ? text.bad : undefined}>{formatCount(errors)}</span>;
}

const Cost = ({ usage }: FigureProps) => (usage ? <span className={text.line}>{cost(usage)}</span> : "–");
