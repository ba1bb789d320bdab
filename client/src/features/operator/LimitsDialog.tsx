import { useState } from "react";
import { Checkbox, TextInput } from "@mantine/core";
import { liftOverrides, overrideLimits } from "@/api/tenants";
import type { Tenant } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import layout from "@/components/Layout.module.css";
import { useFormat } from "@/components/me";
import { t } from "@/lib/i18n";
import { Reason, useDone } from "./deeds";
import { LIMITS, toOverrides, toValues, type LimitName, type LimitValue } from "./limits";
import classes from "./Operator.module.css";

/** Grants limits beside the plan, for a while or until they are lifted. */
export default function LimitsDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const { zone } = useFormat();
  const [values, setValues] = useState(() => toValues(tenant, zone));
  const [reason, setReason] = useState("");
  const [lift, setLift] = useState(false);
  const done = useDone(onClose);
  const overrides = toOverrides(values, reason, zone);
  const names: Record<LimitName, string> = { max_products: t("Products"), max_orders: t("Orders a month"), max_users: t("People") };
  const setLimit = (name: LimitName, change: Partial<LimitValue>) =>
    setValues({ ...values, limits: { ...values.limits, [name]: { ...values.limits[name], ...change } } });
  return (
    <ConfirmDialog
      opened
      title={t("Limits of {company}", { company: tenant.company_name })}
      text={t("Leave blank to use the plan limit. The company is notified by email.")}
      confirm={lift ? t("Lift the overrides") : t("Override the limits")}
      disabled={lift ? !reason.trim() : !overrides}
      onClose={onClose}
      onConfirm={async () => {
        if (lift) done(await liftOverrides(tenant, reason.trim()), t("The plan's limits hold again."));
        else if (overrides) done(await overrideLimits(tenant, overrides), t("The limits are overridden."));
      }}
    >
      {tenant.limit_overrides && (
        <Checkbox
          mb="md"
          label={t("Lift what is overridden: the plan's limits hold again")}
          checked={lift}
          onChange={(event) => setLift(event.currentTarget.checked)}
        />
      )}
      {!lift && (
        <div className={classes.limits}>
          {LIMITS.map((name) => (
            <div key={name} className={classes.limit}>
              <TextInput
                label={names[name]}
                inputMode="numeric"
                placeholder={t("as in the plan")}
                disabled={values.limits[name].unlimited}
                value={values.limits[name].text}
                onChange={(event) => setLimit(name, { text: event.currentTarget.value })}
              />
              <Checkbox
                label={t("No limit")}
                aria-label={t("No limit: {name}", { name: names[name] })}
                checked={values.limits[name].unlimited}
                onChange={(event) => setLimit(name, { unlimited: event.currentTarget.checked })}
              />
            </div>
          ))}
          <div className={layout.fields}>
            <TextInput
              label={t("Requests a second")}
              inputMode="numeric"
              placeholder={t("as in the plan")}
              value={values.perSecond}
              onChange={(event) => setValues({ ...values, perSecond: event.currentTarget.value })}
            />
            <TextInput
              label={t("Requests at once")}
              inputMode="numeric"
              placeholder={t("as in the plan")}
              value={values.burst}
              onChange={(event) => setValues({ ...values, burst: event.currentTarget.value })}
            />
          </div>
          <TextInput
            type="date"
            label={t("Until")}
            description={t("From that day on the plan's limits hold again; blank: until they are lifted")}
            value={values.until}
            onChange={(event) => setValues({ ...values, until: event.currentTarget.value })}
          />
        </div>
      )}
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} />
    </ConfirmDialog>
  );
}
