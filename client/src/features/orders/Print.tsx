import { Button, Group } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { orders, tenants } from "@/api/queries";
import { displayName, useFormat, useTenant } from "@/components/me";
import { Loading, ProblemView } from "@/components/States";
import { formatAddress } from "@/lib/address";
import { useTitle } from "@/lib/hooks";
import { formatCount, t } from "@/lib/i18n";
import { formatDay } from "@/lib/time";
import { orderName } from "@/components/orderSteps";
import classes from "./Print.module.css";

const footOf = (text: string): string => ["@page", "{", "@bottom-left", "{", "content:", JSON.stringify(text), ";", "}", "}"].join(" ");

/** A sheet of A4 or Letter. The packing slip goes into the parcel and names no prices. */
export function Print() {
  const { id = "", kind } = useParams();
  const invoice = kind === "invoice";
  const tenant = useTenant();
  const name = displayName(tenant);
  const { money } = useFormat();
  const { data: order, error } = useQuery(orders.one(id));
  const company = useQuery(tenants.one(tenant.tenant_id));
  useTitle(order && `${invoice ? t("Invoice") : t("Packing slip")} ${orderName(order)}`);
  if (error)
    return (
      <div className={classes.page}>
        <ProblemView error={error} />
      </div>
    );
  if (!order) return <Loading />;
  return (
    <div className={classes.page}>
      {/* At the foot of each sheet of paper: loose pages find together again. */}
      <style>{footOf(`${name} · ${orderName(order)}`)}</style>
      <Group className={classes.tools} justify="space-between">
        <Button component={Link} to={`/orders/${id}`} variant="default">
          {t("Back to the order")}
        </Button>
        <Group gap="xs">
          <Button component={Link} to={`/orders/${id}/print/${invoice ? "slip" : "invoice"}`} variant="default" replace>
            {invoice ? t("Packing slip") : t("Invoice")}
          </Button>
          <Button leftSection={<IconPrinter size={15} />} onClick={() => window.print()}>
            {t("Print")}
          </Button>
        </Group>
      </Group>
      <article className={classes.sheet} tabIndex={0} aria-label={invoice ? t("Invoice") : t("Packing slip")}>
        <header className={classes.head}>
          <div className={classes.sender}>
            {tenant.branding.logo && <img src={tenant.branding.logo} alt="" />}
            <div>
              <strong className={classes.company}>{name}</strong>
              {/* An invoice names who is liable for it. */}
              {invoice && name !== tenant.company_name && <div>{tenant.company_name}</div>}
              {company.data && <div>{company.data.admin_email}</div>}
            </div>
          </div>
          <div className={classes.kind}>
            <h1>{invoice ? t("Invoice") : t("Packing slip")}</h1>
            <div>{orderName(order)}</div>
          </div>
        </header>
        <section className={classes.parties}>
          <div>
            <h2>{invoice ? t("Billed to") : t("Ship to")}</h2>
            {order.shipping_address && <address>{formatAddress(order.shipping_address)}</address>}
            <div>{order.customer_email}</div>
          </div>
          <dl>
            <dt>{t("Ordered on")}</dt>
            <dd>{formatDay(order.placed_on)}</dd>
            <dt>{t("Order")}</dt>
            <dd>{order.number}</dd>
            {order.external_ref && (
              <>
                <dt>{t("Reference")}</dt>
                <dd>{order.external_ref}</dd>
              </>
            )}
            {order.tracking && (
              <>
                <dt>{t("Tracking number")}</dt>
                <dd>{order.tracking}</dd>
              </>
            )}
          </dl>
        </section>
        <table className={classes.items}>
          <thead>
            <tr>
              {!invoice && <th scope="col">{t("Packed")}</th>}
              <th scope="col">{t("SKU")}</th>
              <th scope="col">{t("Product")}</th>
              <th scope="col" data-align="end">
                {t("Quantity")}
              </th>
              {invoice && (
                <th scope="col" data-align="end">
                  {t("Price")}
                </th>
              )}
              {invoice && (
                <th scope="col" data-align="end">
                  {t("Amount")}
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {order.items.map((item) => (
              <tr key={item.product_id}>
                {!invoice && (
                  <td>
                    <span className={classes.box} />
                  </td>
                )}
                <td>{item.sku ?? "–"}</td>
                <td>{item.product_name}</td>
                <td data-align="end">{formatCount(item.quantity)}</td>
                {invoice && <td data-align="end">{money(item.price, order.currency)}</td>}
                {invoice && <td data-align="end">{money(item.subtotal, order.currency)}</td>}
              </tr>
            ))}
          </tbody>
          {/* No foot of the table, which paper repeats on each page. */}
          <tbody className={classes.totals}>
            <tr>
              <th scope="row" colSpan={invoice ? 4 : 3}>
                {invoice ? t("Total") : t("Items")}
              </th>
              <td data-align="end">
                {invoice
                  ? money(order.total_amount, order.currency)
                  : formatCount(order.items.reduce((sum, item) => sum + item.quantity, 0))}
              </td>
            </tr>
          </tbody>
        </table>
        <footer className={classes.foot}>{t("Thank you for your order.")}</footer>
      </article>
    </div>
  );
}
