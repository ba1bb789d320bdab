import { useState } from "react";
import { Textarea } from "@mantine/core";
import type { Order } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { t } from "@/lib/i18n";
import { orderName, useStep } from "@/components/orderSteps";

/** The reason is kept in the note, where whoever opens the order next reads it. */
export function CancelDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const [reason, setReason] = useState("");
  const step = useStep();
  const cancel = async () => {
    const line = t("Cancelled: {reason}", { reason: reason.trim() });
    const note = order.note ? `${order.note}\n${line}` : line;
    await step.mutateAsync({ order, change: { status: "cancelled", note: note.slice(0, 2_000) } }).then(onClose, onClose);
  };
  return (
    <ConfirmDialog
      opened
      danger
      title={t("Cancel order {name}", { name: orderName(order) })}
      text={t("Its items go back into stock, and the customer gets an email. This can't be undone.")}
      confirm={t("Cancel order")}
      cancel={t("Keep order")}
      disabled={!reason.trim()}
      onConfirm={cancel}
      onClose={onClose}
    >
      <Textarea
        data-autofocus
        label={t("Reason")}
        description={t("Kept in the order's note. The customer does not see it.")}
        autosize
        minRows={2}
        maxLength={500}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
      />
    </ConfirmDialog>
  );
}
