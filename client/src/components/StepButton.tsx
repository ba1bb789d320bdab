import { useState } from "react";
import { Button } from "@mantine/core";
import type { Order } from "@/api/types";
import { t } from "@/lib/i18n";
import { stepName } from "@/lib/names";
import { nextStep, orderName, useStep } from "./orderSteps";
import { ShipDialog } from "./ShipDialog";

/** The one thing to do next with an order. */
export function StepButton({ order, compact }: { order: Order; compact?: boolean }) {
  const [shipping, setShipping] = useState(false);
  const step = useStep();
  const status = nextStep(order);
  if (!status) return null;
  return (
    <>
      <Button
        size={compact ? "compact-sm" : "sm"}
        variant={compact ? "light" : "filled"}
        loading={step.isPending}
        aria-label={compact ? t("{step}: order {name}", { step: stepName(status), name: orderName(order) }) : undefined}
        onClick={() => (status === "shipped" ? setShipping(true) : step.mutate({ order, change: { status } }))}
      >
        {stepName(status)}
      </Button>
      {shipping && <ShipDialog order={order} onClose={() => setShipping(false)} />}
    </>
  );
}
