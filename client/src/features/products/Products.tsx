import { useMemo, useState } from "react";
import { Button, Group } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconCopy, IconDots, IconFileImport, IconPackage, IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { exportProducts } from "@/api/products";
import { products } from "@/api/queries";
import type { Product } from "@/api/types";
import { ActionMenu } from "@/components/ActionMenu";
import { StockBadge } from "@/components/Badge";
import { ColumnPicker } from "@/components/ColumnPicker";
import { ConflictDialog } from "@/components/ConflictDialog";
import { DataTable, useTableParams, type Column } from "@/components/DataTable";
import { ExportButton } from "@/components/ExportButton";
import { IconButton } from "@/components/IconButton";
import { InlineEdit } from "@/components/InlineEdit";
import { useFormat, useMay } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Pager } from "@/components/Pager";
import { SavedViews } from "@/components/SavedViews";
import { Empty, Loading, ProblemView } from "@/components/States";
import { t } from "@/lib/i18n";
import { compareAmounts, normaliseAmount } from "@/lib/money";
import { formatAgo } from "@/lib/time";
import { queryOf, useCursor, useFilters } from "@/lib/url";
import { BulkBar } from "./BulkBar";
import { useArchive, useOneField, type InlineConflict } from "./changes";
import { checkPrice, checkStock } from "./checks";
import { useChosen } from "./chosen";
import { FILTERS, filtersOf, wantedOf } from "./filters";
import { categoriesOf, ProductFilterBar } from "./ProductFilterBar";
import classes from "./Products.module.css";

const PER_PAGE = 50;

export function Products() {
  const { filters, setFilters, clear, active } = useFilters(FILTERS);
  const { cursor } = useCursor();
  const { sorting } = useTableParams();
  const may = useMay("staff");
  const archived = filters.show === "archived";
  const wanted = wantedOf(filters);
  const { data, error, refetch, isPlaceholderData } = useQuery(products.list({ ...wanted, limit: PER_PAGE, cursor }));
  const { columns, conflict } = useColumns(may);
  const { chosen, choose, select } = useChosen(data?.items);
  const selected = useMemo(() => new Set(chosen.keys()), [chosen]);
  const narrowed = active.some((name) => name !== "show" && name !== "by");

  return (
    <Page
      title={t("Products")}
      actions={
        <>
          <ColumnPicker columns={columns} />
          <ExportButton label={t("Export what the filters show")} read={() => exportProducts(wanted)} />
          {may && (
            <>
              <Button component={Link} to="/products/import" variant="default" leftSection={<IconFileImport size={16} />}>
                {t("Import")}
              </Button>
              <Button component={Link} to="/products/new" leftSection={<IconPlus size={16} />}>
                {t("New product")}
              </Button>
            </>
          )}
        </>
      }
    >
      <Panel flush>
        <ProductFilterBar known={data?.items ?? []} />
        <SavedViews list="products" query={queryOf(wanted)} onApply={(query) => setFilters(filtersOf(query))} />
        {may && chosen.size > 0 && (
          <BulkBar
            chosen={[...chosen.values()]}
            filters={wanted}
            more={!!data?.next_cursor || !!cursor}
            known={categoriesOf(data?.items ?? [])}
            onChoose={choose}
          />
        )}
        {error ? (
          <div className={classes.problem}>
            <ProblemView error={error} retry={() => void refetch()} />
          </div>
        ) : !data ? (
          <Loading lines={9} />
        ) : data.items.length > 0 ? (
          <DataTable label={t("Products")} columns={columns} rows={data.items} rowId={(product) => product.product_id} busy={isPlaceholderData} selection={may ? { selected, onChange: select, name: (product) => product.name } : undefined} />
        ) : narrowed || data.next_cursor ? (
          <Empty icon={<IconPackage />} title={t("No product matches")} action={<Button variant="default" onClick={clear}>{t("Clear the filters")}</Button>}>
            {t("Names and SKUs are searched from their start.")}
          </Empty>
        ) : archived ? (
          <Empty icon={<IconArchive />} title={t("Nothing is archived")}>
            {t("Products that you archive are kept here with their history and can be brought back.")}
          </Empty>
        ) : (
          <Empty
            icon={<IconPackage />}
            title={t("No products yet")}
            action={
              may && (
                <Group gap="xs" justify="center">
                  <Button component={Link} to="/products/new" leftSection={<IconPlus size={16} />}>{t("Create your first product")}</Button>
                  <Button component={Link} to="/products/import" variant="default" leftSection={<IconFileImport size={16} />}>{t("Import a file")}</Button>
                </Group>
              )
            }
          >
            {t("A product has a name, a price and a stock that sales draw from. You can change everything later.")}
          </Empty>
        )}
        <Pager nextCursor={data?.next_cursor} count={data?.items.length ?? 0} sorted={sorting.length > 0} />
      </Panel>
      {conflict}
    </Page>
  );
}

function useColumns(may: boolean) {
  const { money, currency } = useFormat();
  const [conflict, setConflict] = useState<InlineConflict | null>(null);
  const oneField = useOneField(setConflict, (product) =>
    t("“{name}”: {price}, {stock} in stock.", { name: product.name, price: money(product.price), stock: product.inventory }),
  );
  const { archive, restore } = useArchive();
  const { mutate: change } = oneField;
  const { mutate: doArchive } = archive;
  const { mutate: doRestore } = restore;

  const columns = useMemo<Column<Product>[]>(
    () => [
      {
        id: "name",
        header: t("Name"),
        primary: true,
        fixed: true,
        value: (product) => product.name.toLowerCase(),
        cell: (product) => (
          <Link to={`/products/${product.product_id}`} className={classes.name}>
            {product.name}
          </Link>
        ),
      },
      { id: "sku", header: t("SKU"), value: (product) => product.sku ?? "", cell: (product) => <span className={classes.sku}>{product.sku ?? "–"}</span> },
      { id: "category", header: t("Category"), value: (product) => product.category ?? "", cell: (product) => product.category ?? "–" },
      {
        id: "price",
        header: t("Price"),
        align: "end",
        width: "130px",
        compare: (a, b) => compareAmounts(a.price, b.price),
        cell: (product) => (
          <InlineEdit
            label={t("Price of {name}", { name: product.name })}
            value={product.price}
            shown={money(product.price)}
            disabled={!may || product.status === "archived"}
            inputMode="decimal"
            check={checkPrice(currency)}
            onSave={(text) => change({ seen: product, change: { price: normaliseAmount(text, currency) } })}
          />
        ),
      },
      {
        id: "inventory",
        header: t("Stock"),
        align: "end",
        width: "170px",
        value: (product) => product.inventory,
        cell: (product) => (
          <span className={classes.stock}>
            {product.status === "active" && <StockBadge inventory={product.inventory} />}
            <InlineEdit
              label={t("Stock of {name}", { name: product.name })}
              value={String(product.inventory)}
              shown={String(product.inventory)}
              disabled={!may || product.status === "archived"}
              inputMode="numeric"
              check={checkStock}
              onSave={(text) => change({ seen: product, change: { inventory: Number(text) } })}
            />
          </span>
        ),
      },
      { id: "updated", header: t("Changed"), value: (product) => product.updated_at, cell: (product) => <span className={classes.soft}>{formatAgo(product.updated_at)}</span>, width: "120px" },
      ...(may
        ? [
            {
              id: "actions",
              header: t("Actions"),
              align: "end" as const,
              fixed: true,
              bare: true,
              width: "56px",
              cell: (product: Product) => <RowMenu product={product} onArchive={() => doArchive(product)} onRestore={() => doRestore(product)} />,
            },
          ]
        : []),
    ],
    [may, money, currency, change, doArchive, doRestore],
  );

  const dialog = conflict && (
    <ConflictDialog
      opened
      fields={
        "price" in conflict.change
          ? [{ label: t("Price"), mine: money(conflict.change.price), theirs: money(conflict.theirs.price) }]
          : [{ label: t("Stock"), mine: String(conflict.change.inventory), theirs: String(conflict.theirs.inventory) }]
      }
      onClose={() => setConflict(null)}
      onTakeTheirs={() => setConflict(null)}
      onKeepMine={() => {
        change({ seen: conflict.theirs, change: conflict.change });
        setConflict(null);
      }}
    />
  );
  return { columns, conflict: dialog };
}

function RowMenu({ product, onArchive, onRestore }: { product: Product; onArchive: () => void; onRestore: () => void }) {
  return (
    <span className={classes.actions}>
      <ActionMenu
        width={180}
        target={
          <IconButton variant="subtle" color="gray" size={30} tip="none" label={t("Actions for {name}", { name: product.name })}>
            <IconDots size={17} />
          </IconButton>
        }
        entries={[
          { label: t("Duplicate"), icon: <IconCopy size={15} />, to: `/products/new?copy=${product.product_id}` },
          product.status === "active"
            ? { label: t("Archive"), icon: <IconArchive size={15} />, onClick: onArchive }
            : { label: t("Restore"), icon: <IconArchiveOff size={15} />, onClick: onRestore },
        ]}
      />
    </span>
  );
}
