import { lazy, Suspense, useMemo, useState } from "react";
import { IconReceipt } from "@tabler/icons-react";
import { exportOrders } from "@/api/orders";
import { orders } from "@/api/queries";
import { CreateLink } from "@/components/CreateLink";
import { ListPage } from "@/components/ListPage";
import { useFormat, useMay } from "@/components/me";
import { useList } from "@/components/useList";
import { t } from "@/lib/i18n";
import type { OrdersStep } from "@/components/OrdersDialog";
import { BulkBar } from "./BulkBar";
import { orderName } from "@/components/orderSteps";
import { orderColumns } from "./columns";
import { FILTERS, filtersOf, orderFilters, wantedOf, wrongOf } from "./filters";
import { StatusTabs } from "./StatusTabs";

const OrdersDialog = lazy(() => import("@/components/OrdersDialog"));

const NEW = "/orders/new";
const NONE: ReadonlySet<string> = new Set();

export function Orders() {
  const may = useMay("staff");
  const { money, when, zone } = useFormat();
  const list = useList({ names: FILTERS, wantedOf, wrongOf, query: orders.list, refetchInterval: 60_000 });
  const { filters, wanted, rows = [] } = list;
  const columns = useMemo(() => orderColumns({ may, money, when }), [may, money, when]);
  const [selection, setSelection] = useState<{ of: string; ids: ReadonlySet<string> }>({ of: list.narrowed, ids: NONE });
  // What other filters found is out of sight, and a selection ends with them.
  const selected = selection.of === list.narrowed ? selection.ids : NONE;
  const setSelected = (ids: ReadonlySet<string>) => setSelection({ of: list.narrowed, ids });
  const chosen = rows.filter((order) => selected.has(order.order_id));
  const clear = () => setSelected(NONE);
  // Kept up here: orders that have moved on leave the list, and the report must not go with them.
  const [bulk, setBulk] = useState<OrdersStep | null>(null);

  return (
    <ListPage
      title={t("Orders")}
      list={list}
      columns={columns}
      rowId={(order) => order.order_id}
      tabs={<StatusTabs />}
      filters={orderFilters(filters)}
      views={{ of: "orders", filtersOf: (query) => filtersOf(query, zone) }}
      exported={{ read: () => exportOrders(wanted), disabled: !!wanted.number }}
      actions={may && <CreateLink to={NEW} label={t("New order")} />}
      selection={
        may && {
          selected,
          onChange: setSelected,
          name: (order) => t("order {name}", { name: orderName(order) }),
          bar: chosen.length > 0 && <BulkBar chosen={chosen} onStep={setBulk} onClear={clear} />,
        }
      }
      icon={<IconReceipt />}
      noMatch={{
        title: t("No order matches"),
        text: filters.q && t("Orders are found by their number, the whole email address or your whole reference."),
      }}
      empty={{
        title: t("No orders yet"),
        text: t("Orders that come in by the API appear here too. Prices are taken from your products and stay as they were sold."),
        action: may && <CreateLink to={NEW} label={t("Create your first order")} />,
      }}
    >
      <Suspense>
        {bulk && (
          <OrdersDialog
            {...bulk}
            onClose={() => {
              setBulk(null);
              clear();
            }}
          />
        )}
      </Suspense>
    </ListPage>
  );
}
