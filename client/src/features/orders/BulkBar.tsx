import { Button } from "@mantine/core";
import type { Order, OrderStatus } from "@/api/types";
import type { OrdersStep } from "@/components/OrdersDialog";
import { nextStep } from "@/components/orderSteps";
import { SelectionBar } from "@/components/SelectionBar";
import { formatCount, t, tn } from "@/lib/i18n";

interface Props {
  chosen: Order[];
  onStep: (step: OrdersStep) => void;
  onClear: () => void;
}

/** Each step that some of the selected orders can take next. */
export function BulkBar({ chosen, onStep, onClear }: Props) {
  const steps: { status: OrderStatus; label: (count: string) => string }[] = [
    { status: "confirmed", label: (count) => t("Confirm {count}…", { count }) },
    { status: "shipped", label: (count) => t("Ship {count}…", { count }) },
    { status: "delivered", label: (count) => t("Mark {count} delivered…", { count }) },
  ];
  return (
    <SelectionBar
      label={t("Selected orders")}
      count={tn("{count} order selected", "{count} orders selected", chosen.length)}
      onClear={onClear}
    >
      {steps.map(({ status, label }) => {
        const able = chosen.filter((order) => nextStep(order) === status);
        return (
          able.length > 0 && (
            <Button key={status} size="xs" variant="default" onClick={() => onStep({ status, orders: able })}>
              {label(formatCount(able.length))}
            </Button>
          )
        );
      })}
    </SelectionBar>
  );
}
