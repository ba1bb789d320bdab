import { useState } from "react";
import { NativeSelect } from "@mantine/core";
import { moveTenant } from "@/api/operations";
import type { IsolationModel, Tenant } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useKeyFor } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { moveInto, moveQuestion, placementMeaning } from "@/lib/placements";
import { Reason, useDone } from "./deeds";

interface Props {
  tenant: Tenant;
  /** Where it can go, at least one. */
  targets: IsolationModel[];
  onClose: () => void;
}

export default function MoveDialog({ tenant, targets, onClose }: Props) {
  const [reason, setReason] = useState("");
  const [placement, setPlacement] = useState<IsolationModel>(targets.includes("silo") ? "silo" : targets[0]!);
  const keyFor = useKeyFor();
  const done = useDone(onClose);
  return (
    <ConfirmDialog
      opened
      title={moveQuestion(placement, tenant.company_name)}
      text={t(
        "Its data is copied while its people work on. Saving pauses for a moment when it switches over; then the old place is cleaned up.",
      )}
      confirm={moveInto(placement)}
      disabled={!reason.trim()}
      onClose={onClose}
      onConfirm={async () => {
        await keyFor({ placement, reason }, (key) => moveTenant(tenant.tenant_id, placement, reason.trim(), key));
        // Small companies are moved before anybody has read this, so it says what has begun and the steps say how far it is.
        done(undefined, t("The move of {company} has started. Its steps show how far it is.", { company: tenant.company_name }));
      }}
    >
      {targets.length > 1 && (
        <NativeSelect
          label={t("New placement")}
          data={targets.map((value) => ({ value, label: placementMeaning(value) }))}
          value={placement}
          onChange={(event) => setPlacement(event.currentTarget.value as IsolationModel)}
        />
      )}
      <Reason value={reason} onChange={setReason} description={t("Kept in the journal")} />
    </ConfirmDialog>
  );
}
