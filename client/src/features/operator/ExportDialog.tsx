import { useState } from "react";
import type { Tenant } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { ExportProgress } from "@/components/ExportProgress";
import { useExport } from "@/components/useExport";
import { say } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import { Reason } from "./deeds";

/** Stays open while it reads; closing it is how to cancel. */
export default function ExportDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const { progress, run } = useExport(tenant);
  return (
    <ConfirmDialog
      opened
      title={t("Export all data of {company}", { company: tenant.company_name })}
      text={t(
        "Everything that the company has, one line of JSON for each thing. It holds personal data: give it only to the company itself, or to whom the law names.",
      )}
      confirm={t("Export")}
      disabled={!reason.trim()}
      onClose={onClose}
      onConfirm={async () => {
        const exported = await run(reason.trim());
        if (!exported) return;
        say(tn("{name} is saved, with {count} row.", "{name} is saved, with {count} rows.", exported.rows, { name: exported.name }));
        onClose();
      }}
    >
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} />
      {progress && <ExportProgress progress={progress} />}
    </ConfirmDialog>
  );
}
