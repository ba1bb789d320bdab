import { useState } from "react";
import { TextInput } from "@mantine/core";
import type { Order } from "@/api/types";
import { ConfirmDialog } from "./ConfirmDialog";
import { t } from "@/lib/i18n";
import { orderName, useStep } from "./orderSteps";

/** Shipping can't be taken back and mails the customer, so it is the one step that asks. */
export function ShipDialog({ order, onClose }: { order: Order; onClose: () => void }) {
  const [tracking, setTracking] = useState(order.tracking ?? "");
  const step = useStep();
  const ship = async () => {
    const change = { status: "shipped" as const, ...(tracking.trim() !== (order.tracking ?? "") && { tracking: tracking.trim() || null }) };
    await step.mutateAsync({ order, change }).then(onClose, onClose);
  };
  return (
    <ConfirmDialog opened title={t("Ship order {name}", { name: orderName(order) })} confirm={t("Ship")} onConfirm={ship} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ship();
        }}
      >
        <TextInput
          data-autofocus
          label={t("Tracking number")}
          description={t("Optional. {email} gets it by mail.", { email: order.customer_email })}
          maxLength={200}
          value={tracking}
          onChange={(event) => setTracking(event.currentTarget.value)}
        />
      </form>
    </ConfirmDialog>
  );
}
