import { useState } from "react";
import { Button } from "@mantine/core";
import { IconChevronDown, IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { orders } from "@/api/queries";
import type { Order } from "@/api/types";
import { ActionMenu } from "@/components/ActionMenu";
import { Badge, OrderBadge } from "@/components/Badge";
import layout from "@/components/Layout.module.css";
import { useFormat, useMay } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import table from "@/components/Table.module.css";
import { TableHead } from "@/components/TableHead";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { formatAddress } from "@/lib/address";
import { CancelDialog } from "./CancelDialog";
import { orderName } from "@/components/orderSteps";
import { NotesForm } from "./NotesForm";
import classes from "./Orders.module.css";
import { StepButton } from "@/components/StepButton";
import { Timeline } from "./Timeline";

export function OrderPage() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery({ ...orders.one(id), refetchInterval: 30_000 });
  const back = { to: "/orders", label: t("Orders") };
  if (!data) {
    return (
      <Page title={t("Order")} back={back}>
        {error ? (
          <ProblemView error={error} retry={() => void refetch()} />
        ) : (
          <Panel>
            <Loading />
          </Panel>
        )}
      </Page>
    );
  }
  return <Detail order={data} back={back} />;
}

function Detail({ order, back }: { order: Order; back: { to: string; label: string } }) {
  const { time, money } = useFormat();
  const may = useMay("staff");
  const [cancelling, setCancelling] = useState(false);
  return (
    <Page
      title={t("Order {name}", { name: orderName(order) })}
      heading={
        <span style={{ display: "inline-flex", alignItems: "center", gap: 12, flexWrap: "wrap" }}>
          {t("Order {name}", { name: orderName(order) })} <OrderBadge status={order.status} />{" "}
          {order.sample && <Badge tone="gray">{t("Sample")}</Badge>}
        </span>
      }
      lead={t("Placed {time}", { time: time(order.created_at) })}
      back={back}
      actions={
        <>
          <ActionMenu
            width={170}
            target={
              <Button variant="default" leftSection={<IconPrinter size={15} />} rightSection={<IconChevronDown size={14} />}>
                {t("Print")}
              </Button>
            }
            entries={[
              { label: t("Packing slip"), to: "print/slip" },
              { label: t("Invoice"), to: "print/invoice" },
            ]}
          />
          {may && order.next_statuses.includes("cancelled") && (
            <Button variant="default" onClick={() => setCancelling(true)}>
              {t("Cancel order…")}
            </Button>
          )}
          {may && <StepButton order={order} />}
        </>
      }
    >
      <div className={layout.columns}>
        <div>
          <Panel title={t("Items")} id="items" flush>
            <div className={table.wide}>
              <table className={`${table.table} ${table.tall}`} aria-labelledby="items">
                <TableHead columns={[t("Product"), { end: t("Quantity") }, { end: t("Price") }, { end: t("Subtotal") }]} />
                <tbody>
                  {order.items.map((item) => (
                    <tr key={item.product_id}>
                      <td>
                        <Link to={`/products/${item.product_id}`} className={text.name}>
                          {item.product_name}
                        </Link>
                        {item.sku && <span className={text.under}>{item.sku}</span>}
                      </td>
                      <td data-align="end">{formatCount(item.quantity)}</td>
                      <td data-align="end">{money(item.price, order.currency)}</td>
                      <td data-align="end">{money(item.subtotal, order.currency)}</td>
                    </tr>
                  ))}
                </tbody>
                <tfoot>
                  <tr>
                    <th scope="row" colSpan={3}>
                      {t("Total")}
                    </th>
                    <td data-align="end">{money(order.total_amount, order.currency)}</td>
                  </tr>
                </tfoot>
              </table>
            </div>
          </Panel>
          <Panel title={t("Note and tracking")} id="notes">
            <NotesForm order={order} readOnly={!may} />
          </Panel>
        </div>
        <div>
          <Panel title={t("Customer")} id="customer">
            <dl className={`${layout.stack} ${classes.facts}`}>
              <div>
                <dt>{t("Email address")}</dt>
                <dd>
                  <a href={`mailto:${order.customer_email}`}>{order.customer_email}</a>
                </dd>
                <dd>
                  <Link to={`/orders?q=${encodeURIComponent(order.customer_email)}`}>{t("All their orders")}</Link>
                </dd>
              </div>
              <div>
                <dt>{t("Ships to")}</dt>
                <dd>
                  {order.shipping_address ? (
                    <address className={classes.address}>{formatAddress(order.shipping_address)}</address>
                  ) : (
                    t("No address was given")
                  )}
                </dd>
              </div>
              {order.external_ref && (
                <div>
                  <dt>{t("Reference")}</dt>
                  <dd>{order.external_ref}</dd>
                </div>
              )}
              <div>
                <dt>{t("Id")}</dt>
                <dd className={text.under}>{order.order_id}</dd>
              </div>
            </dl>
          </Panel>
          <Panel title={t("Timeline")} id="timeline">
            <Timeline order={order} />
          </Panel>
        </div>
      </div>
      {cancelling && <CancelDialog order={order} onClose={() => setCancelling(false)} />}
    </Page>
  );
}
