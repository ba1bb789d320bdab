import { useState } from "react";
import { Alert, Button, NativeSelect, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import * as z from "zod/mini";
import { asProblem } from "@/api/problem";
import { meQuery, tenants } from "@/api/queries";
import { leave } from "@/api/session";
import { deleteTenant, patchTenant, readTenant } from "@/api/tenants";
import type { Tenant } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ConflictDialog } from "@/components/ConflictDialog";
import { email, field, Form, required, useZodForm } from "@/components/forms";
import layout from "@/components/Layout.module.css";
import { useFormat, useMay, useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { addDays, allZones, knowsZone } from "@/lib/time";
import classes from "./Settings.module.css";

const schema = z.object({ company_name: required(200), admin_email: email(), time_zone: required(64) });
type Values = z.infer<typeof schema>;

const toValues = ({ company_name, admin_email, time_zone }: Tenant): Values => ({ company_name, admin_email, time_zone });

export function Company() {
  const { tenant_id } = useTenant();
  const owner = useMay("owner");
  const { data, error, refetch } = useQuery(tenants.one(tenant_id));
  if (error && !data) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data)
    return (
      <Panel>
        <Loading />
      </Panel>
    );
  return (
    <>
      <Panel title={t("Company")} id="company">
        <CompanyForm tenant={data} />
      </Panel>
      {owner && <DeleteCompany tenant={data} />}
    </>
  );
}

function CompanyForm({ tenant }: { tenant: Tenant }) {
  const client = useQueryClient();
  const admin = useMay("admin");
  const [seen, setSeen] = useState(tenant);
  const [theirs, setTheirs] = useState<Tenant | null>(null);
  const form = useZodForm<Values>(schema, toValues(tenant));
  const take = (saved: Tenant) => {
    client.setQueryData(tenants.one(saved.tenant_id).queryKey, saved);
    void client.invalidateQueries({ queryKey: meQuery.queryKey });
    setSeen(saved);
    setTheirs(null);
    form.reset(toValues(saved));
  };
  const save = async (basis: Tenant, values: Values) => {
    take(await patchTenant(basis, values));
    say(t("Saved."));
  };
  const submit = async (values: Values) => {
    try {
      await save(seen, values);
    } catch (error) {
      if (!asProblem(error).is("stale")) throw error;
      setTheirs(await readTenant(seen.tenant_id));
    }
  };
  const labels: Record<keyof Values, string> = {
    company_name: t("Company name"),
    admin_email: t("Company email"),
    time_zone: t("Time zone"),
  };
  return (
    <>
      <Form form={form} guard submit={t("Save")} readOnly={!admin} disabled={!form.formState.isDirty} onSubmit={submit}>
        <div className={layout.fields}>
          <TextInput className={layout.wide} label={labels.company_name} readOnly={!admin} {...field(form, "company_name")} />
          <TextInput
            className={layout.wide}
            label={labels.admin_email}
            description={t("Gets notices about stock, plan and status; printed on documents")}
            type="email"
            readOnly={!admin}
            {...field(form, "admin_email")}
          />
          <NativeSelect
            label={labels.time_zone}
            description={t("Days and months begin by it. A change counts from the next order on; earlier orders keep their day.")}
            data={allZones(tenant.time_zone)}
            disabled={!admin}
            {...field(form, "time_zone")}
          />
          {!knowsZone(tenant.time_zone) && (
            <Alert className={layout.wide} color="yellow" role="status">
              {t("This browser doesn't know the time zone {zone}. Times are shown in UTC. Choose another time zone.", {
                zone: tenant.time_zone,
              })}
            </Alert>
          )}
          <TextInput label={t("Currency")} description={t("Was chosen at registration and stays")} value={tenant.currency} readOnly />
        </div>
        {!admin && <p className={text.fine}>{t("Admins and owners can change these.")}</p>}
      </Form>
      {theirs && (
        <ConflictDialog
          opened
          fields={(Object.keys(labels) as (keyof Values)[])
            .map((name) => ({ label: labels[name], mine: form.getValues(name), theirs: theirs[name] }))
            .filter(({ mine, theirs }) => mine !== theirs)}
          onClose={() => setTheirs(null)}
          onTakeTheirs={() => take(theirs)}
          onKeepMine={() => void save(theirs, form.getValues()).catch(complain)}
        />
      )}
    </>
  );
}

/** Days for which the operator can bring a deleted company back. */
const GRACE_DAYS = 30;

function DeleteCompany({ tenant }: { tenant: Tenant }) {
  const { today } = useFormat();
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState("");
  return (
    <Panel title={t("Delete the company")} id="delete" tone="bad">
      <div className={classes.row}>
        <p style={{ margin: 0 }}>{t("Everyone is signed out at once. For 30 days the operator can bring it back; then it is erased.")}</p>
        <Button variant="outline" color="red" onClick={() => setOpen(true)}>
          {t("Delete…")}
        </Button>
      </div>
      <ConfirmDialog
        opened={open}
        danger
        title={t("Delete {company}?", { company: tenant.company_name })}
        text={t(
          "Everyone is signed out at once, and products, orders and people go with it. For 30 days the operator of this installation can bring it back; then all of it is erased.",
        )}
        confirm={t("Delete the company")}
        disabled={typed.trim() !== tenant.company_name}
        onClose={() => {
          setOpen(false);
          setTyped("");
        }}
        onConfirm={async () => {
          await deleteTenant(await readTenant(tenant.tenant_id));
          leave({ path: "/deleted", state: { company: tenant.company_name, until: addDays(today(), GRACE_DAYS) } });
        }}
      >
        <p>
          {t("To keep a copy, export your data first.")} <Link to="/settings/data">{t("Export all data")}</Link>
        </p>
        <TextInput
          data-autofocus
          label={t("To be sure, type the company's name")}
          placeholder={tenant.company_name}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      </ConfirmDialog>
    </Panel>
  );
}
