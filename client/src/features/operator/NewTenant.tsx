import { NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import * as z from "zod/mini";
import { tenants } from "@/api/queries";
import { createTenant } from "@/api/tenants";
import { email, field, Form, required, useZodForm } from "@/components/forms";
import layout from "@/components/Layout.module.css";
import { usePlacements } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { SearchSelect } from "@/components/SearchSelect";
import { say } from "@/components/toasts";
import { currencyChoices, guessCurrency } from "@/lib/currencies";
import { useKeyFor } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { TIERS, tierName } from "@/lib/names";
import { placementMeaning } from "@/lib/placements";
import { allZones, browserZone } from "@/lib/time";

const schema = z.object({
  company_name: required(200),
  admin_email: email(),
  tier: z.enum(["basic", "premium", "enterprise"]),
  isolation_model: z.enum(["pool", "provisioned_pool", "silo"]),
  currency: required(3),
  time_zone: required(64),
});
type Values = z.infer<typeof schema>;

export function NewTenant() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeyFor();
  const placements = usePlacements();
  const form = useZodForm<Values>(schema, {
    company_name: "",
    admin_email: "",
    tier: "basic",
    isolation_model: "pool",
    currency: guessCurrency(),
    time_zone: browserZone(),
  });
  const pick = (name: keyof Values, label: string, data: (string | { value: string; label: string })[]) => (
    <NativeSelect label={label} data={data} {...field(form, name)} />
  );
  return (
    <Page title={t("New tenant")} narrow back={{ to: "/operator", label: t("Tenants") }}>
      <Panel>
        <Form
          form={form}
          guard
          submit={t("Create the tenant")}
          cancel={() => navigate("/operator")}
          onSubmit={async (values) => {
            const tenant = await keyFor(values, (key) => createTenant(values, key));
            void client.invalidateQueries({ queryKey: tenants.key });
            form.reset(values);
            say(
              t("{company} is created and {email} is invited as its owner.", { company: tenant.company_name, email: tenant.admin_email }),
            );
            navigate(`/operator/tenants/${tenant.tenant_id}`, { replace: true });
          }}
        >
          <div className={layout.fields}>
            <TextInput label={t("Company name")} autoComplete="off" {...field(form, "company_name")} />
            <TextInput
              label={t("Email address of the owner")}
              description={t("Is invited at once")}
              type="email"
              autoComplete="off"
              {...field(form, "admin_email")}
            />
            {pick(
              "tier",
              t("Plan"),
              TIERS.map((value) => ({ value, label: tierName(value) })),
            )}
            {pick(
              "isolation_model",
              t("Placement"),
              placements.map((value) => ({ value, label: placementMeaning(value) })),
            )}
            <SearchSelect
              form={form}
              name="currency"
              label={t("Currency")}
              description={t("Can't be changed later")}
              data={currencyChoices()}
            />
            {pick("time_zone", t("Time zone"), allZones(form.getValues("time_zone")))}
          </div>
        </Form>
      </Panel>
    </Page>
  );
}
