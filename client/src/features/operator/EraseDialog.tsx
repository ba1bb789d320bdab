import { useState } from "react";
import { TextInput } from "@mantine/core";
import { eraseTenant } from "@/api/operations";
import type { Tenant } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useKeyFor } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { Reason, useDone } from "./deeds";

/** What nobody can undo takes the name and a reason. */
export default function EraseDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const keyFor = useKeyFor();
  const done = useDone(onClose);
  const name = tenant.company_name;
  return (
    <ConfirmDialog
      opened
      danger
      title={t("Erase all data of {company}?", { company: name })}
      text={t(
        "Its people, products, orders and files are destroyed, and nothing brings them back. Backups keep them until they are too old to be kept. To be sure, type the company's name.",
      )}
      confirm={t("Erase for ever")}
      disabled={typed.trim() !== name || !reason.trim()}
      onClose={onClose}
      onConfirm={async () => {
        await keyFor({ typed, reason }, (key) => eraseTenant(tenant.tenant_id, typed.trim(), reason.trim(), key));
        done(undefined, t("The data of {company} is being erased.", { company: name }));
      }}
    >
      <TextInput
        data-autofocus
        mb="sm"
        label={t("Company name")}
        placeholder={name}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} focus={false} />
    </ConfirmDialog>
  );
}
