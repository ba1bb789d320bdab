import { useEffect, useRef } from "react";
import { Button, Group, Modal } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { moveOrders } from "@/api/orders";
import type { Order, OrderStatus } from "@/api/types";
import { Loading, ProblemView } from "@/components/States";
import { asSentence } from "@/api/problem";
import { useKeyFor, useReturnFocus } from "@/lib/hooks";
import { t, tn } from "@/lib/i18n";
import { orderName, useReadAnew } from "./changes";
import classes from "./Orders.module.css";

interface Props {
  orders: Order[];
  status: OrderStatus;
  title: string;
  onClose: () => void;
}

/** One request for all; each order moves by itself, and what is refused says why. */
export default function BulkDialog({ orders, status, title, onClose }: Props) {
  useReturnFocus();
  const readAnew = useReadAnew();
  const keyFor = useKeyFor();
  const ids = orders.map((order) => order.order_id);
  const move = useMutation({ mutationFn: () => keyFor({ ids, status }, (key) => moveOrders(ids, status, key)), onSettled: readAnew });
  const started = useRef(false);
  const { mutate } = move;
  useEffect(() => {
    // Effects run twice in development; orders move once.
    if (!started.current) mutate();
    started.current = true;
  }, [mutate]);

  const running = move.isPending || move.isIdle;
  const names = new Map(orders.map((order) => [order.order_id, orderName(order)]));
  const refused = move.data?.results.filter((result) => result.status === "refused") ?? [];
  return (
    <Modal
      opened
      onClose={() => !running && onClose()}
      withCloseButton={false}
      closeOnClickOutside={!running}
      closeOnEscape={!running}
      title={title}
    >
      {running && <Loading lines={2} />}
      {move.error && <ProblemView error={move.error} retry={() => mutate()} />}
      <p role="status">
        {move.data && tn("{count} order done", "{count} orders done", move.data.changed + move.data.unchanged)}
        {refused.length > 0 && ` · ${tn("{count} rejected", "{count} rejected", refused.length)}`}
      </p>
      {refused.length > 0 && (
        <ul className={classes.refused}>
          {refused.map(({ id, detail, code }) => (
            <li key={id}>
              <strong>{names.get(id)}</strong>: {asSentence(detail ?? code ?? "")}
            </li>
          ))}
        </ul>
      )}
      {!running && (
        <Group justify="flex-end" mt="md">
          <Button onClick={onClose} data-autofocus>
            {t("Close")}
          </Button>
        </Group>
      )}
    </Modal>
  );
}
