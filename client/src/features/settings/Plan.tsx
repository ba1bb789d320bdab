import { Alert } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { tenants } from "@/api/queries";
import { useMay, useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { UsageMeters } from "@/components/Usage";
import { t } from "@/lib/i18n";
import { TIERS, tierName } from "@/lib/names";
import { planLines } from "@/lib/plans";
import classes from "./Settings.module.css";

export function Plan() {
  const tenant = useTenant();
  const admin = useMay("admin");
  const { data } = useQuery(tenants.one(tenant.tenant_id));
  return (
    <>
      {admin && (
        <Panel title={t("Usage")} id="usage">
          <UsageMeters />
        </Panel>
      )}
      <Panel title={t("Plans")} id="plans">
        {data?.requested_tier && (
          <Alert variant="light" color="gray" mb="md">
            {t("You asked for {tier}. The operator has yet to approve it.", { tier: tierName(data.requested_tier) })}
          </Alert>
        )}
        <div className={classes.plans}>
          {TIERS.map((tier) => (
            <section key={tier} className={classes.plan} data-current={tier === tenant.tier || undefined} aria-labelledby={`plan-${tier}`}>
              <h3 id={`plan-${tier}`}>
                {tierName(tier)}
                {tier === tenant.tier && <span>{t("Your plan")}</span>}
              </h3>
              <ul>
                {planLines(tier).map(({ text, included }) => (
                  <li key={text} data-missing={!included || undefined}>
                    {text}
                    {!included && <span className="visually-hidden"> ({t("not included")})</span>}
                  </li>
                ))}
              </ul>
            </section>
          ))}
        </div>
        <p className={text.fine}>{t("To change your plan, contact the operator of this installation.")}</p>
      </Panel>
    </>
  );
}
