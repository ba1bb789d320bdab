import type { Order } from "@/api/types";
import { OrderBadge } from "@/components/Badge";
import type { Column } from "@/components/DataTable";
import { Email } from "@/components/Email";
import { nameColumn } from "@/components/nameColumn";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { compareAmounts } from "@/lib/money";
import { orderStatusName } from "@/lib/names";
import { orderName } from "@/components/orderSteps";
import { StepButton } from "@/components/StepButton";

interface Context {
  /** Whether this person may take the next step. */
  may: boolean;
  money: (amount: string, currency: string) => string;
  when: (instant: string) => string;
}

const pieces = (order: Order): number => order.items.reduce((sum, item) => sum + item.quantity, 0);

const step = (): Column<Order> => ({
  id: "step",
  header: t("Next step"),
  align: "end",
  fixed: true,
  bare: true,
  narrow: "line",
  width: "140px",
  cell: (order) => <StepButton order={order} compact />,
});

export const orderColumns = ({ may, money, when }: Context): Column<Order>[] => [
  nameColumn<Order>({
    id: "order",
    header: t("Order"),
    name: orderName,
    whole: true,
    to: (order) => `/orders/${order.order_id}`,
    beside: (order) => (
      <>
        {order.external_ref && <span className={text.under}>{order.external_ref}</span>}
        {order.sample && <span className={text.under}>{t("sample")}</span>}
      </>
    ),
  }),
  {
    id: "customer",
    header: t("Customer"),
    narrow: "below",
    value: (order) => order.customer_email,
    cell: (order) => <Email address={order.customer_email} />,
  },
  {
    id: "placed",
    header: t("Placed"),
    narrow: "below",
    value: (order) => order.created_at,
    cell: (order) => <span className={`${text.soft} ${text.line}`}>{when(order.created_at)}</span>,
  },
  { id: "units", header: t("Items"), align: "end", narrow: "away", value: pieces, cell: (order) => formatCount(pieces(order)) },
  {
    id: "total",
    header: t("Total"),
    align: "end",
    narrow: "end",
    compare: (a, b) => compareAmounts(a.total_amount, b.total_amount),
    cell: (order) => money(order.total_amount, order.currency),
  },
  {
    id: "status",
    header: t("Status"),
    narrow: "line",
    value: (order) => orderStatusName(order.status),
    cell: (order) => <OrderBadge status={order.status} />,
  },
  ...(may ? [step()] : []),
];
