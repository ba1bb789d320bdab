/** The steps of orders, and what has to be read anew after them. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { patchOrder } from "@/api/orders";
import { auditQuery, insights, orders, products, usage } from "@/api/queries";
import type { Order, OrderChange, OrderStatus } from "@/api/types";
import { complain, say } from "./toasts";
import { t } from "@/lib/i18n";
import { orderStatusName } from "@/lib/names";

/** What the customer's mails call it too. */
export const orderName = (order: Pick<Order, "number">): string => order.number;

/** The next step on the way to the customer, if there is one. */
export const nextStep = (order: Order): OrderStatus | undefined => order.next_statuses.find((status) => status !== "cancelled");

export function useReadAnew() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries({ queryKey: orders.key });
    void client.invalidateQueries({ queryKey: products.key });
    void client.invalidateQueries({ queryKey: insights.key });
    void client.invalidateQueries({ queryKey: auditQuery.queryKey });
    void client.invalidateQueries({ queryKey: usage.key });
  };
}

export function useStep(options: { quiet?: boolean } = {}) {
  const client = useQueryClient();
  const readAnew = useReadAnew();
  return useMutation({
    mutationFn: ({ order, change }: { order: Order; change: OrderChange }) => patchOrder(order, change),
    onSuccess: (order, { change }) => {
      client.setQueryData(orders.one(order.order_id).queryKey, order);
      if (!options.quiet) {
        say(
          change.status
            ? t("Order {name}: {status}.", { name: orderName(order), status: orderStatusName(order.status).toLowerCase() })
            : t("Saved."),
        );
      }
    },
    onError: (error) => {
      if (!options.quiet) complain(error);
    },
    onSettled: readAnew,
  });
}
