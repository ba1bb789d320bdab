import { useEffect, useRef, useState } from "react";
import { Button, Group, Modal, Progress } from "@mantine/core";
import { asProblem } from "@/api/problem";
import { patchOrder } from "@/api/orders";
import type { Order, OrderStatus } from "@/api/types";
import { t, tn } from "@/lib/i18n";
import { orderName, useReadAnew } from "./changes";
import classes from "./Orders.module.css";

interface Props {
  orders: Order[];
  status: OrderStatus;
  title: string;
  onClose: () => void;
}

/** One order after the other, so that what is done is done and what is refused says why. */
export default function BulkDialog({ orders, status, title, onClose }: Props) {
  const [done, setDone] = useState<Set<string>>(new Set());
  const [refused, setRefused] = useState<{ order: Order; why: string }[]>([]);
  const [running, setRunning] = useState(true);
  const stopped = useRef(false);
  const started = useRef(false);
  const readAnew = useReadAnew();

  useEffect(() => {
    // Effects run twice in development; orders move once.
    if (started.current) return;
    started.current = true;
    void (async () => {
      for (const order of orders) {
        if (stopped.current) break;
        try {
          await patchOrder(order, { status });
          setDone((before) => new Set(before).add(order.order_id));
        } catch (error) {
          setRefused((before) => [...before, { order, why: asProblem(error).sentence }]);
        }
      }
      setRunning(false);
      readAnew();
    })();
  }, [orders, status, readAnew]);

  const finished = done.size + refused.length;
  return (
    <Modal opened onClose={() => !running && onClose()} withCloseButton={false} closeOnClickOutside={!running} closeOnEscape={!running} title={title}>
      <Progress value={(finished / orders.length) * 100} aria-label={t("Progress")} mt={4} />
      <p role="status">
        {t("{done} of {all}", { done: finished, all: orders.length })}
        {!running && ` · ${tn("{count} order done", "{count} orders done", done.size)}`}
        {refused.length > 0 && ` · ${tn("{count} refused", "{count} refused", refused.length)}`}
      </p>
      {refused.length > 0 && (
        <ul className={classes.refused}>
          {refused.map(({ order, why }) => (
            <li key={order.order_id}>
              <strong>{orderName(order)}</strong>: {why}
            </li>
          ))}
        </ul>
      )}
      <Group justify="flex-end" mt="md">
        {running ? (
          <Button variant="default" onClick={() => (stopped.current = true)}>
            {t("Stop")}
          </Button>
        ) : (
          <Button onClick={onClose} data-autofocus>
            {t("Close")}
          </Button>
        )}
      </Group>
    </Modal>
  );
}
