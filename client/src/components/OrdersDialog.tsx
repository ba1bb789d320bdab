import { useState } from "react";
import { Button, Group, Modal, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { asProblem, asSentence } from "@/api/problem";
import { moveOrders, patchOrder } from "@/api/orders";
import type { Order, OrderStatus } from "@/api/types";
import { useKeyFor, useReturnFocus } from "@/lib/hooks";
import { t, tn } from "@/lib/i18n";
import { Email } from "./Email";
import { useBackCloses } from "./holds";
import { orderName, useReadAnew } from "./orderSteps";
import classes from "./OrdersDialog.module.css";
import { Loading, ProblemView } from "./States";
import text from "./Text.module.css";

/** One step for many orders. */
export interface OrdersStep {
  status: OrderStatus;
  orders: Order[];
}

interface Outcome {
  id: string;
  refused?: string;
}

const question = (status: OrderStatus, count: number): string => {
  if (status === "confirmed") return tn("Confirm {count} order?", "Confirm {count} orders?", count);
  if (status === "shipped") return tn("Ship {count} order?", "Ship {count} orders?", count);
  return tn("Mark {count} order as delivered?", "Mark {count} orders as delivered?", count);
};

const answer = (status: OrderStatus, count: number): string => {
  if (status === "confirmed") return tn("Confirm {count} order", "Confirm {count} orders", count);
  if (status === "shipped") return tn("Ship {count} order", "Ship {count} orders", count);
  return tn("Mark {count} delivered", "Mark {count} delivered", count);
};

/** Asks first, since mails go out and no step is taken back; then each order moves by itself, and what is refused says why. */
export default function OrdersDialog({ orders, status, onClose }: OrdersStep & { onClose: () => void }) {
  useReturnFocus();
  const readAnew = useReadAnew();
  const keyFor = useKeyFor();
  const [tracking, setTracking] = useState<Record<string, string>>({});
  const move = useMutation({
    mutationFn: async (): Promise<Outcome[]> => {
      const own = (order: Order) => tracking[order.order_id]?.trim() ?? "";
      const ids = orders.filter((order) => !own(order)).map((order) => order.order_id);
      const together = ids.length > 0 ? (await keyFor({ ids, status }, (key) => moveOrders(ids, status, key))).results : [];
      const outcomes: Outcome[] = together.map(({ id, status, detail, code }) => ({
        id,
        refused: status === "refused" ? (detail ?? code ?? "") : undefined,
      }));
      // A tracking number belongs to one order and goes along with its step.
      for (const order of orders.filter(own)) outcomes.push(await one(order, { status, tracking: own(order) }));
      return outcomes;
    },
    onSettled: readAnew,
  });
  const running = move.isPending;
  const close = () => !running && onClose();
  useBackCloses(true, close);
  return (
    <Modal
      opened
      onClose={close}
      withCloseButton={false}
      closeOnClickOutside={!running}
      closeOnEscape={!running}
      title={question(status, orders.length)}
    >
      {running && <Loading lines={2} />}
      {move.error && <ProblemView error={move.error} />}
      <p className={classes.said} role="status">
        {move.data && <Said outcomes={move.data} />}
      </p>
      {move.data && <Refused outcomes={move.data} orders={orders} />}
      {move.isIdle || move.error ? (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            move.mutate();
          }}
        >
          <p className={classes.text}>{t("Each customer gets an email. This can't be undone.")}</p>
          {status === "shipped" && <TrackingNumbers orders={orders} values={tracking} onChange={setTracking} />}
          <Group justify="flex-end" gap="xs" mt="lg">
            <Button variant="default" onClick={close}>
              {t("Cancel")}
            </Button>
            <Button type="submit" data-autofocus={status !== "shipped" || undefined}>
              {answer(status, orders.length)}
            </Button>
          </Group>
        </form>
      ) : (
        !running && (
          <Group justify="flex-end" mt="md">
            <Button onClick={onClose} data-autofocus>
              {t("Close")}
            </Button>
          </Group>
        )
      )}
    </Modal>
  );
}

/** A lost connection stops all; what the server rejects is said of this order, and the others go on. */
async function one(order: Order, change: { status: OrderStatus; tracking: string }): Promise<Outcome> {
  try {
    await patchOrder(order, change);
    return { id: order.order_id };
  } catch (error) {
    const problem = asProblem(error);
    if (problem.passing || problem.code === "signed_out") throw error;
    return { id: order.order_id, refused: problem.sentence };
  }
}

function Said({ outcomes }: { outcomes: Outcome[] }) {
  const refused = outcomes.filter((outcome) => outcome.refused !== undefined).length;
  const done = tn("{count} order done", "{count} orders done", outcomes.length - refused);
  return <>{refused > 0 ? `${done} · ${tn("{count} rejected", "{count} rejected", refused)}` : done}</>;
}

function Refused({ outcomes, orders }: { outcomes: Outcome[]; orders: Order[] }) {
  const names = new Map(orders.map((order) => [order.order_id, orderName(order)]));
  const refused = outcomes.filter((outcome) => outcome.refused !== undefined);
  if (refused.length === 0) return null;
  return (
    <ul className={classes.refused}>
      {refused.map(({ id, refused }) => (
        <li key={id}>
          <strong>{names.get(id)}</strong>: {asSentence(refused ?? "")}
        </li>
      ))}
    </ul>
  );
}

interface TrackingProps {
  orders: Order[];
  values: Record<string, string>;
  onChange: (values: Record<string, string>) => void;
}

function TrackingNumbers({ orders, values, onChange }: TrackingProps) {
  return (
    <fieldset className={classes.parcels}>
      <legend>{t("Tracking numbers, optional")}</legend>
      {orders.map((order, index) => (
        <div key={order.order_id}>
          <label htmlFor={`tracking-${order.order_id}`}>
            {orderName(order)}{" "}
            <span className={text.fine}>
              <Email address={order.customer_email} />
            </span>
          </label>
          <TextInput
            id={`tracking-${order.order_id}`}
            size="xs"
            data-autofocus={index === 0 || undefined}
            autoComplete="off"
            maxLength={200}
            value={values[order.order_id] ?? order.tracking ?? ""}
            onChange={(event) => onChange({ ...values, [order.order_id]: event.currentTarget.value })}
          />
        </div>
      ))}
    </fieldset>
  );
}
