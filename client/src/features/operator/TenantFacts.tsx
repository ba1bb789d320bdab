import type { Tenant } from "@/api/types";
import { TierBadge } from "@/components/Badge";
import { Facts, type Fact } from "@/components/Facts";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { placementMeaning } from "@/lib/placements";

export function TenantFacts({ tenant }: { tenant: Tenant }) {
  const { time } = useFormat();
  const many = (limit: number | null) => (limit === null ? t("no limit") : formatCount(limit));
  const erased = tenant.status === "erased";
  const working: Fact[] = [
    [t("Products"), many(tenant.limits.max_products)],
    [t("Orders a month"), many(tenant.limits.max_orders)],
    [t("People"), many(tenant.limits.max_users)],
    [
      t("Requests a second"),
      t("{rate}, {burst} at once", { rate: formatCount(tenant.rate_limit.per_second), burst: formatCount(tenant.rate_limit.burst) }),
    ],
    ...(tenant.limit_overrides ? [[t("Overrides"), <Overrides key="overrides" overrides={tenant.limit_overrides} />] as Fact] : []),
    [
      t("Office"),
      <a key="mail" href={`mailto:${tenant.admin_email}`}>
        {tenant.admin_email}
      </a>,
    ],
    [t("Currency"), tenant.currency],
    [t("Time zone"), tenant.time_zone],
  ];
  const facts: Fact[] = [
    [t("Plan"), <TierBadge key="tier" tier={tenant.tier} />],
    [t("Placement"), placementMeaning(tenant.isolation_model)],
    ...(erased ? [] : working),
    [t("Since"), time(tenant.created_at)],
    ...(tenant.deleted_at ? [[t("Deleted"), time(tenant.deleted_at)] as Fact] : []),
    [
      t("Id"),
      <span key="id" className={text.code}>
        {tenant.tenant_id}
      </span>,
    ],
  ];
  return (
    <Panel title={t("Tenant")} id="facts">
      <Facts facts={facts} />
    </Panel>
  );
}

function Overrides({ overrides }: { overrides: NonNullable<Tenant["limit_overrides"]> }) {
  const { time } = useFormat();
  const { expires_at, in_force, reason } = overrides;
  const until = () => {
    if (!in_force) return t("Expired");
    return expires_at ? t("Until {time}", { time: time(expires_at) }) : t("Until they are lifted");
  };
  return (
    <>
      {until()}
      <span className={text.soft}> · {reason}</span>
    </>
  );
}
