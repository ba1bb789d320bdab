import { useState } from "react";
import { moveTenant } from "@/api/operations";
import type { Tenant } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useKeyFor } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { Reason, useDone } from "./deeds";

/** There are two places, so there is one way to go. */
export default function MoveDialog({ tenant, onClose }: { tenant: Tenant; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const keyFor = useKeyFor();
  const done = useDone(onClose);
  const placement = tenant.isolation_model === "silo" ? "pool" : "silo";
  const silo = placement === "silo";
  return (
    <ConfirmDialog
      opened
      title={silo ? t("Move {company} into a silo?", { company: tenant.company_name }) : t("Move {company} into the pool?", { company: tenant.company_name })}
      text={t("Its data is copied while its people work on. Saving pauses for a moment when it switches over; then the old place is cleaned up.")}
      confirm={silo ? t("Move into a silo") : t("Move into the pool")}
      disabled={!reason.trim()}
      onClose={onClose}
      onConfirm={async () => {
        await keyFor({ placement, reason }, (key) => moveTenant(tenant.tenant_id, placement, reason.trim(), key));
        done(undefined, t("{company} is being moved.", { company: tenant.company_name }));
      }}
    >
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} />
    </ConfirmDialog>
  );
}
