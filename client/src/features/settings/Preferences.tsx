import { useState } from "react";
import { Button, FileButton, Group, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { asProblem } from "@/api/problem";
import { meQuery, tenants } from "@/api/queries";
import { patchTenant, readTenant } from "@/api/tenants";
import type { Tenant } from "@/api/types";
import { ConflictDialog } from "@/components/ConflictDialog";
import { field, Form, judged, optional, useZodForm } from "@/components/forms";
import layout from "@/components/Layout.module.css";
import { useMay, useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { MAX_LOGO, preferenceLabels, renamed, toSettings, toValues, type PreferenceValues } from "./preferences";
import classes from "./Settings.module.css";

const schema = z.object({
  low_stock_threshold: judged((typed) =>
    /^\d{1,7}$/.test(typed) && Number(typed) <= 1_000_000 ? null : t("A whole number up to a million."),
  ),
  order_number_prefix: judged((typed) => (/^[A-Z0-9-]{0,8}$/.test(typed) ? null : t("At most 8 capital letters, digits and dashes."))),
  notification_addresses: judged((typed) => (typed.split(/[\s,;]+/).filter(Boolean).length <= 5 ? null : t("At most 5 addresses."))),
  reply_to: optional(254),
  display_name: optional(200),
  accent_color: judged((typed) => (typed === "" || /^#[0-9a-f]{6}$/i.test(typed) ? null : t("Must be a color, like #0a7d55."))),
  logo: z.string(),
});

export function Preferences() {
  const { tenant_id } = useTenant();
  const { data, error, refetch } = useQuery(tenants.one(tenant_id));
  if (error && !data) return <ProblemView error={error} retry={() => void refetch()} />;
  if (!data)
    return (
      <Panel>
        <Loading />
      </Panel>
    );
  return <PreferencesForm tenant={data} />;
}

function PreferencesForm({ tenant }: { tenant: Tenant }) {
  const client = useQueryClient();
  const admin = useMay("admin");
  const [seen, setSeen] = useState(tenant);
  const [theirs, setTheirs] = useState<Tenant | null>(null);
  const form = useZodForm<PreferenceValues>(schema, toValues(tenant.settings));
  const branding = seen.features.custom_branding;
  const labels = preferenceLabels();
  const take = (saved: Tenant) => {
    client.setQueryData(tenants.one(saved.tenant_id).queryKey, saved);
    void client.invalidateQueries({ queryKey: meQuery.queryKey });
    setSeen(saved);
    setTheirs(null);
    form.reset(toValues(saved.settings));
  };
  const save = async (basis: Tenant, values: PreferenceValues) => {
    take(await patchTenant(basis, { settings: toSettings(values, branding) }));
    say(t("Saved."));
  };
  const submit = async (values: PreferenceValues) => {
    try {
      await save(seen, values);
    } catch (error) {
      if (!asProblem(error).is("stale")) throw error;
      setTheirs(await readTenant(seen.tenant_id));
    }
  };
  return (
    <>
      <Form form={form} guard submit={t("Save")} rename={renamed} readOnly={!admin} disabled={!form.formState.isDirty} onSubmit={submit}>
        <Panel title={t("Stock, orders and mails")} id="preferences">
          <div className={layout.fields}>
            <TextInput
              label={labels.low_stock_threshold}
              description={t("Products with this stock or less count as low")}
              inputMode="numeric"
              readOnly={!admin}
              {...field(form, "low_stock_threshold")}
            />
            <TextInput
              label={labels.order_number_prefix}
              description={t("Before the number of each new order, like HF-")}
              readOnly={!admin}
              {...field(form, "order_number_prefix")}
            />
            <Textarea
              className={layout.wide}
              label={labels.notification_addresses}
              description={t("Beside the office; one address a line, at most five")}
              autosize
              minRows={2}
              readOnly={!admin}
              {...field(form, "notification_addresses")}
            />
            <TextInput
              className={layout.wide}
              label={labels.reply_to}
              description={t("Stands in the mails that your customers get")}
              type="email"
              readOnly={!admin}
              {...field(form, "reply_to")}
            />
          </div>
        </Panel>
        <Panel title={t("Branding")} id="branding">
          {branding ? (
            <div className={layout.fields}>
              <TextInput
                label={labels.display_name}
                description={t("Instead of the company's name")}
                readOnly={!admin}
                {...field(form, "display_name")}
              />
              <TextInput
                label={labels.accent_color}
                description={t("For buttons, links, charts and documents; deepened or lightened where it could not be read")}
                placeholder="#1b6650"
                readOnly={!admin}
                leftSection={
                  <span className={classes.swatch} style={{ background: form.watch("accent_color") || undefined }} aria-hidden />
                }
                {...field(form, "accent_color")}
              />
              <Logo
                label={labels.logo}
                value={form.watch("logo")}
                readOnly={!admin}
                error={form.formState.errors.logo?.message}
                onChange={(logo) => form.setValue("logo", logo, { shouldDirty: true })}
              />
            </div>
          ) : (
            <p className={text.fine}>{t("Your plan does not include your own branding. What was set before is kept.")}</p>
          )}
        </Panel>
        {!admin && <p className={text.fine}>{t("Admins and owners can change these.")}</p>}
      </Form>
      {theirs && (
        <ConflictDialog
          opened
          fields={(Object.keys(labels) as (keyof PreferenceValues)[])
            .map((name) => ({ name, label: labels[name], mine: form.getValues(name), theirs: toValues(theirs.settings)[name] }))
            .filter(({ mine, theirs }) => mine !== theirs)
            .map((row) => (row.name === "logo" ? { ...row, mine: row.mine && t("A picture"), theirs: row.theirs && t("A picture") } : row))}
          onClose={() => setTheirs(null)}
          onTakeTheirs={() => take(theirs)}
          onKeepMine={() => void save(theirs, form.getValues()).catch(complain)}
        />
      )}
    </>
  );
}

function Logo({
  label,
  value,
  readOnly,
  error,
  onChange,
}: {
  label: string;
  value: string;
  readOnly: boolean;
  error?: string;
  onChange: (logo: string) => void;
}) {
  const read = (file: File | null) => {
    if (!file) return;
    const reader = new FileReader();
    reader.onload = () => {
      const url = String(reader.result);
      if (url.length > MAX_LOGO) complain(new Error(t("The picture is too large: at most 48 kB.")));
      else onChange(url);
    };
    reader.readAsDataURL(file);
  };
  return (
    <div className={layout.wide} role="group" aria-label={label}>
      <Group gap="sm">
        {value && <img className={classes.logo} src={value} alt={t("Your logo")} />}
        {!readOnly && (
          <FileButton accept="image/png,image/jpeg,image/webp" onChange={read}>
            {(props) => (
              <Button {...props} variant="default" size="xs">
                {value ? t("Choose another logo…") : t("Choose a logo…")}
              </Button>
            )}
          </FileButton>
        )}
        {value && !readOnly && (
          <Button variant="subtle" color="gray" size="xs" onClick={() => onChange("")}>
            {t("Remove the logo")}
          </Button>
        )}
      </Group>
      <p className={text.fine}>{error ?? t("PNG, JPEG or WebP, at most 48 kB; shown in the corner of the app.")}</p>
    </div>
  );
}
