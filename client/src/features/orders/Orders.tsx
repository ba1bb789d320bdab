import { lazy, Suspense, useMemo, useState } from "react";
import { Button } from "@mantine/core";
import { IconPlus, IconReceipt } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { exportOrders } from "@/api/orders";
import { orders } from "@/api/queries";
import type { Order, OrderStatus } from "@/api/types";
import { OrderBadge } from "@/components/Badge";
import { ColumnPicker } from "@/components/ColumnPicker";
import { DataTable, useTableParams, type Column } from "@/components/DataTable";
import { ExportButton } from "@/components/ExportButton";
import { useFormat, useMay } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Pager } from "@/components/Pager";
import { SavedViews } from "@/components/SavedViews";
import { SelectionBar } from "@/components/SelectionBar";
import { Empty, Loading, ProblemView } from "@/components/States";
import { formatCount, t, tn } from "@/lib/i18n";
import { compareAmounts } from "@/lib/money";
import { orderStatusName } from "@/lib/names";
import { queryOf, useCursor, useFilters } from "@/lib/url";
import { nextStep, orderName } from "./changes";
import { FILTERS, filtersOf, wantedOf } from "./filters";
import { OrderFilterBar } from "./OrderFilterBar";
import classes from "./Orders.module.css";
import { StepButton } from "./StepButton";
import { StatusTabs } from "./StatusTabs";

const BulkDialog = lazy(() => import("./BulkDialog"));

const PER_PAGE = 50;

export function Orders() {
  const { filters, setFilters, clear, active } = useFilters(FILTERS);
  const { cursor } = useCursor();
  const { sorting } = useTableParams();
  const { zone } = useFormat();
  const may = useMay("staff");
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  // Kept up here: orders that have moved on leave the list, and the report must not go with them.
  const [bulk, setBulk] = useState<BulkStep | null>(null);
  const wanted = wantedOf(filters);
  const { data, error, refetch, isPlaceholderData } = useQuery({
    ...orders.list({ ...wanted, limit: PER_PAGE, cursor }),
    refetchInterval: 60_000,
  });
  const columns = useColumns(may);
  const chosen = (data?.items ?? []).filter((order) => selected.has(order.order_id));
  const narrowed = active.length > 0;

  return (
    <Page
      title={t("Orders")}
      actions={
        <>
          <ColumnPicker columns={columns} />
          <ExportButton label={t("Export what the filters show")} disabled={!!wanted.number} read={() => exportOrders(wanted)} />
          {may && (
            <Button component={Link} to="/orders/new" leftSection={<IconPlus size={16} />}>
              {t("New order")}
            </Button>
          )}
        </>
      }
    >
      <Panel flush>
        <StatusTabs />
        <OrderFilterBar />
        <SavedViews list="orders" query={queryOf(wanted)} onApply={(query) => setFilters(filtersOf(query, zone))} />
        {may && chosen.length > 0 && <BulkBar chosen={chosen} onStep={setBulk} onClear={() => setSelected(new Set())} />}
        {error ? (
          <div className={classes.problem}>
            <ProblemView error={error} retry={() => void refetch()} />
          </div>
        ) : !data ? (
          <Loading lines={9} />
        ) : data.items.length > 0 ? (
          <DataTable
            label={t("Orders")}
            columns={columns}
            rows={data.items}
            rowId={(order) => order.order_id}
            busy={isPlaceholderData}
            selection={may ? { selected, onChange: setSelected, name: (order) => t("order {name}", { name: orderName(order) }) } : undefined}
          />
        ) : narrowed ? (
          <Empty icon={<IconReceipt />} title={t("No order matches")} action={<Button variant="default" onClick={clear}>{t("Clear the filters")}</Button>}>
            {filters.q && t("Orders are found by their number, the whole e-mail address or your whole reference.")}
          </Empty>
        ) : (
          <Empty
            icon={<IconReceipt />}
            title={t("No orders yet")}
            action={may && <Button component={Link} to="/orders/new" leftSection={<IconPlus size={16} />}>{t("Create your first order")}</Button>}
          >
            {t("Orders that come in by the API appear here too. Prices are taken from your products and stay as they were sold.")}
          </Empty>
        )}
        <Pager nextCursor={data?.next_cursor} count={data?.items.length ?? 0} sorted={sorting.length > 0} />
      </Panel>
      <Suspense>
        {bulk && (
          <BulkDialog
            {...bulk}
            onClose={() => {
              setBulk(null);
              setSelected(new Set());
            }}
          />
        )}
      </Suspense>
    </Page>
  );
}

interface BulkStep {
  status: OrderStatus;
  orders: Order[];
  title: string;
}

function BulkBar({ chosen, onStep, onClear }: { chosen: Order[]; onStep: (step: BulkStep) => void; onClear: () => void }) {
  const ready = (status: OrderStatus) => chosen.filter((order) => nextStep(order) === status);
  const steps: { status: OrderStatus; label: (count: number) => string; title: string }[] = [
    { status: "confirmed", label: (count) => t("Confirm {count}", { count: formatCount(count) }), title: t("Confirming orders") },
    { status: "shipped", label: (count) => t("Ship {count}", { count: formatCount(count) }), title: t("Shipping orders") },
    { status: "delivered", label: (count) => t("Mark {count} delivered", { count: formatCount(count) }), title: t("Marking orders as delivered") },
  ];
  return (
    <SelectionBar label={t("Selected orders")} count={tn("{count} order selected", "{count} orders selected", chosen.length)} onClear={onClear}>
      {steps.map(({ status, label, title }) => {
        const able = ready(status);
        return (
          able.length > 0 && (
            <Button key={status} size="xs" variant="default" onClick={() => onStep({ status, orders: able, title })}>
              {label(able.length)}
            </Button>
          )
        );
      })}
    </SelectionBar>
  );
}

function useColumns(may: boolean): Column<Order>[] {
  const { money, time } = useFormat();
  return useMemo(
    () => [
      {
        id: "order",
        header: t("Order"),
        primary: true,
        fixed: true,
        value: (order) => orderName(order),
        cell: (order) => (
          <>
            <Link to={`/orders/${order.order_id}`} className={classes.name}>
              {orderName(order)}
            </Link>
            {order.external_ref && <span className={classes.sku}>{order.external_ref}</span>}
            {order.sample && <span className={classes.sku}>{t("sample")}</span>}
          </>
        ),
      },
      { id: "customer", header: t("Customer"), value: (order) => order.customer_email, cell: (order) => order.customer_email },
      { id: "placed", header: t("Placed"), value: (order) => order.created_at, cell: (order) => <span className={classes.soft}>{time(order.created_at)}</span> },
      {
        id: "units",
        header: t("Pieces"),
        align: "end",
        value: (order) => order.items.reduce((sum, item) => sum + item.quantity, 0),
        cell: (order) => formatCount(order.items.reduce((sum, item) => sum + item.quantity, 0)),
      },
      {
        id: "total",
        header: t("Total"),
        align: "end",
        compare: (a, b) => compareAmounts(a.total_amount, b.total_amount),
        cell: (order) => money(order.total_amount, order.currency),
      },
      {
        id: "status",
        header: t("Status"),
        value: (order) => orderStatusName(order.status),
        cell: (order) => <OrderBadge status={order.status} />,
      },
      ...(may
        ? [
            {
              id: "step",
              header: t("Next step"),
              align: "end" as const,
              fixed: true,
              bare: true,
              width: "140px",
              cell: (order: Order) => <StepButton order={order} compact />,
            },
          ]
        : []),
    ],
    [may, money, time],
  );
}
