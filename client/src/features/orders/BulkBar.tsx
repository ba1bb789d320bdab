import { Button } from "@mantine/core";
import type { Order, OrderStatus } from "@/api/types";
import { SelectionBar } from "@/components/SelectionBar";
import { formatCount, t, tn } from "@/lib/i18n";
import { nextStep } from "./changes";

/** One step for many orders. */
export interface BulkStep {
  status: OrderStatus;
  orders: Order[];
  title: string;
}

interface Props {
  chosen: Order[];
  onStep: (step: BulkStep) => void;
  onClear: () => void;
}

/** Each step that some of the selected orders can take next. */
export function BulkBar({ chosen, onStep, onClear }: Props) {
  const steps: { status: OrderStatus; label: (count: string) => string; title: string }[] = [
    { status: "confirmed", label: (count) => t("Confirm {count}", { count }), title: t("Confirming orders") },
    { status: "shipped", label: (count) => t("Ship {count}", { count }), title: t("Shipping orders") },
    { status: "delivered", label: (count) => t("Mark {count} delivered", { count }), title: t("Marking orders as delivered") },
  ];
  return (
    <SelectionBar
      label={t("Selected orders")}
      count={tn("{count} order selected", "{count} orders selected", chosen.length)}
      onClear={onClear}
    >
      {steps.map(({ status, label, title }) => {
        const able = chosen.filter((order) => nextStep(order) === status);
        return (
          able.length > 0 && (
            <Button key={status} size="xs" variant="default" onClick={() => onStep({ status, orders: able, title })}>
              {label(formatCount(able.length))}
            </Button>
          )
        );
      })}
    </SelectionBar>
  );
}
