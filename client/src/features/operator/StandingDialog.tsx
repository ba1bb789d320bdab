/** What changes a tenant's standing: fetched when the first of them is opened. */
import { useState } from "react";
import { Select, TextInput } from "@mantine/core";
import { changeTier, deleteTenant, reactivateTenant, readTenant, suspendTenant } from "@/api/tenants";
import type { Tenant, Tier } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { t } from "@/lib/i18n";
import { TIERS, tierName } from "@/lib/names";
import { Reason, useDone } from "./deeds";

interface Props {
  tenant: Tenant;
  onClose: () => void;
}

export default function StandingDialog({ deed, ...props }: Props & { deed: "suspend" | "reactivate" | "tier" | "delete" }) {
  if (deed === "tier") return <TierDialog {...props} />;
  if (deed === "delete") return <DeleteDialog {...props} />;
  return <ReasonDialog deed={deed} {...props} />;
}

function ReasonDialog({ tenant, deed, onClose }: Props & { deed: "suspend" | "reactivate" }) {
  const [reason, setReason] = useState("");
  const done = useDone(onClose);
  const suspend = deed === "suspend";
  return (
    <ConfirmDialog
      opened
      danger={suspend}
      title={
        suspend ? t("Suspend {company}?", { company: tenant.company_name }) : t("Reactivate {company}?", { company: tenant.company_name })
      }
      text={
        suspend
          ? t("Its people can do nothing until you reactivate it, and are shown the reason. Its data stays untouched.")
          : t("Its people can work again at once.")
      }
      confirm={suspend ? t("Suspend") : t("Reactivate")}
      disabled={!reason.trim()}
      onClose={onClose}
      onConfirm={async () => {
        const saved = await (suspend ? suspendTenant : reactivateTenant)(tenant.tenant_id, reason.trim());
        done(
          saved,
          suspend
            ? t("{company} is suspended.", { company: tenant.company_name })
            : t("{company} is active again.", { company: tenant.company_name }),
        );
      }}
    >
      <Reason value={reason} onChange={setReason} description={suspend ? t("Its people read this") : t("Kept in the journal")} />
    </ConfirmDialog>
  );
}

function TierDialog({ tenant, onClose }: Props) {
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
      onConfirm={async () =>
        done(await changeTier(tenant.tenant_id, tier, reason.trim()), t("The plan is {tier} now.", { tier: tierName(tier) }))
      }
    >
      <Select
        label={t("Plan")}
        mb="sm"
        allowDeselect={false}
        data={TIERS.map((value) => ({ value, label: tierName(value) }))}
        value={tier}
        onChange={(value) => value && setTier(value as Tier)}
      />
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} />
    </ConfirmDialog>
  );
}

function DeleteDialog({ tenant, onClose }: Props) {
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
      <TextInput
        data-autofocus
        label={t("Company name")}
        placeholder={tenant.company_name}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
