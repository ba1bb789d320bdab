import { lazy, Suspense, useState, type ReactNode } from "react";
import { Button } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { patchProduct } from "@/api/products";
import { orders, products } from "@/api/queries";
import type { Order, OrderStatus, Page as Rows, Product } from "@/api/types";
import { Email } from "@/components/Email";
import { InlineEdit } from "@/components/InlineEdit";
import layout from "@/components/Layout.module.css";
import { useMay } from "@/components/me";
import type { OrdersStep } from "@/components/OrdersDialog";
import { orderName } from "@/components/orderSteps";
import { StepButton } from "@/components/StepButton";
import text from "@/components/Text.module.css";
import { complain, say } from "@/components/toasts";
import { formatCount, t } from "@/lib/i18n";
import classes from "./Dashboard.module.css";

const OrdersDialog = lazy(() => import("@/components/OrdersDialog"));

/** How many of each are shown; the rest is one press away. */
const SHOWN = 3;
const LISTED = 50;

/** What waits for somebody of the company; read with the page, so that nothing jumps when it comes. */
export function useWaiting() {
  const often = { refetchInterval: 60_000 };
  const counts = useQuery({ ...orders.counts, ...often });
  const pending = useQuery({ ...orders.list({ status: "pending", limit: LISTED }), ...often });
  const confirmed = useQuery({ ...orders.list({ status: "confirmed", limit: LISTED }), ...often });
  const soldOut = useQuery({ ...products.list({ stock: "out", limit: LISTED }), ...often });
  return {
    ready: ![counts, pending, confirmed, soldOut].some((query) => query.isLoading),
    counts: counts.data?.by_status,
    pending: pending.data,
    confirmed: confirmed.data,
    soldOut: soldOut.data,
  };
}

/** The first thing on the dashboard: what waits, each one click from done. */
export function Waiting({ counts, pending, confirmed, soldOut }: ReturnType<typeof useWaiting>) {
  const may = useMay("staff");
  const [step, setStep] = useState<OrdersStep | null>(null);
  if (!counts || !pending || !confirmed || !soldOut) return null;
  if (pending.items.length + confirmed.items.length + soldOut.items.length === 0) {
    return (
      <p className={classes.nothing}>
        <IconCircleCheck size={18} aria-hidden /> {t("Nothing is waiting: no order to confirm or ship, and nothing is sold out.")}
      </p>
    );
  }
  const all = (status: OrderStatus, { items }: Rows<Order>, label: (count: string) => string) =>
    may &&
    items.length > 1 && (
      <Button size="compact-xs" variant="subtle" onClick={() => setStep({ status, orders: items })}>
        {label(formatCount(items.length))}
      </Button>
    );
  return (
    <section className={classes.waiting} aria-labelledby="waiting">
      <h2 id="waiting" className="visually-hidden">
        {t("What waits")}
      </h2>
      <Group
        title={t("To confirm")}
        count={counts.pending ?? pending.items.length}
        to="/orders?status=pending"
        none={t("No order waits to be confirmed.")}
        action={all("confirmed", pending, (count) => t("Confirm {count}…", { count }))}
      >
        {pending.items.slice(0, SHOWN).map((order) => (
          <OrderLine key={order.order_id} order={order} may={may} />
        ))}
      </Group>
      <Group
        title={t("To ship")}
        count={counts.confirmed ?? confirmed.items.length}
        to="/orders?status=confirmed"
        none={t("No order waits to be shipped.")}
        action={all("shipped", confirmed, (count) => t("Ship {count}…", { count }))}
      >
        {confirmed.items.slice(0, SHOWN).map((order) => (
          <OrderLine key={order.order_id} order={order} may={may} />
        ))}
      </Group>
      <Group
        title={t("Sold out")}
        count={soldOut.items.length}
        more={!!soldOut.next_cursor}
        to="/products?stock=out"
        none={t("Nothing is sold out.")}
      >
        {soldOut.items.slice(0, SHOWN).map((product) => (
          <ProductLine key={product.product_id} product={product} may={may} />
        ))}
      </Group>
      <Suspense>{step && <OrdersDialog {...step} onClose={() => setStep(null)} />}</Suspense>
    </section>
  );
}

interface GroupProps {
  title: string;
  count: number;
  /** There are more than were counted. */
  more?: boolean;
  to: string;
  none: string;
  action?: ReactNode;
  children: ReactNode[];
}

function Group({ title, count, more, to, none, action, children }: GroupProps) {
  return (
    <div className={classes.group}>
      <div className={classes.groupHead}>
        <h3 className={text.heading}>
          <Link to={to}>
            {title} <span className={classes.count}>{`${formatCount(count)}${more ? "+" : ""}`}</span>
          </Link>
        </h3>
        {action}
      </div>
      {children.length > 0 ? <ul className={layout.list}>{children}</ul> : <p className={text.fine}>{none}</p>}
    </div>
  );
}

function OrderLine({ order, may }: { order: Order; may: boolean }) {
  return (
    <li className={classes.waits}>
      <span>
        <Link to={`/orders/${order.order_id}`} className={text.name}>
          {orderName(order)}
        </Link>
        <span className={text.tiny}>
          <Email address={order.customer_email} />
        </span>
      </span>
      {may && <StepButton order={order} compact />}
    </li>
  );
}

function ProductLine({ product, may }: { product: Product; may: boolean }) {
  const client = useQueryClient();
  const restock = useMutation({
    mutationFn: ({ seen, inventory }: { seen: Product; inventory: number }) => patchProduct(seen, { inventory }),
    onSuccess: (saved, { seen }) =>
      say(t("“{name}”: {count} in stock.", { name: saved.name, count: formatCount(saved.inventory) }), () =>
        restock.mutate({ seen: saved, inventory: seen.inventory }),
      ),
    onError: (error) => complain(error),
    onSettled: () => client.invalidateQueries({ queryKey: products.key }),
  });
  return (
    <li className={classes.waits}>
      <span>
        <Link to={`/products/${product.product_id}`} className={text.name}>
          {product.name}
        </Link>
        {product.sku && <span className={text.tiny}>{product.sku}</span>}
      </span>
      {may && (
        <span className={classes.restock}>
          <InlineEdit
            label={t("Stock of {name}", { name: product.name })}
            value={String(product.inventory)}
            shown={t("Restock")}
            inputMode="numeric"
            check={(typed) => (/^\d{1,9}$/.test(typed.trim()) ? null : t("A whole number, 0 or more."))}
            onSave={(typed) => restock.mutate({ seen: product, inventory: Number(typed) })}
          />
        </span>
      )}
    </li>
  );
}
