import { IconArchive, IconArchiveOff, IconCopy, IconDots } from "@tabler/icons-react";
import type { Product } from "@/api/types";
import { ActionMenu } from "@/components/ActionMenu";
import { StockBadge } from "@/components/Badge";
import type { Column } from "@/components/DataTable";
import { InlineEdit } from "@/components/InlineEdit";
import { nameColumn } from "@/components/nameColumn";
import text from "@/components/Text.module.css";
import { t } from "@/lib/i18n";
import { compareAmounts, normaliseAmount } from "@/lib/money";
import { formatAgo } from "@/lib/time";
import type { OneField } from "./changes";
import { checkPrice, checkStock } from "./checks";
import classes from "./Products.module.css";

interface Context {
  /** Whether this person may change products. */
  may: boolean;
  currency: string;
  money: (amount: string) => string;
  onChange: (change: { seen: Product; change: OneField }) => void;
  onArchive: (product: Product) => void;
  onRestore: (product: Product) => void;
}

export function productColumns({ may, currency, money, onChange, onArchive, onRestore }: Context): Column<Product>[] {
  const fixed = (product: Product) => !may || product.status === "archived";
  const menu: Column<Product> = {
    id: "actions",
    header: t("Actions"),
    align: "end",
    fixed: true,
    bare: true,
    narrow: "line",
    width: "56px",
    cell: (product) => <RowMenu product={product} onArchive={() => onArchive(product)} onRestore={() => onRestore(product)} />,
  };
  return [
    nameColumn({ id: "name", header: t("Name"), name: (product) => product.name, to: (product) => `/products/${product.product_id}` }),
    {
      id: "sku",
      header: t("SKU"),
      narrow: "below",
      value: (product) => product.sku ?? "",
      cell: (product) => <span className={`${text.soft} ${text.code}`}>{product.sku ?? "–"}</span>,
    },
    {
      id: "barcode",
      header: t("Barcode"),
      narrow: "away",
      value: (product) => product.barcode ?? "",
      cell: (product) => <span className={`${text.soft} ${text.code}`}>{product.barcode ?? "–"}</span>,
    },
    {
      id: "category",
      header: t("Category"),
      narrow: "below",
      value: (product) => product.category ?? "",
      cell: (product) => product.category ?? "–",
    },
    {
      id: "price",
      header: t("Price"),
      align: "end",
      narrow: "end",
      width: "130px",
      compare: (a, b) => compareAmounts(a.price, b.price),
      cell: (product) => (
        <InlineEdit
          label={t("Price of {name}", { name: product.name })}
          value={product.price}
          shown={money(product.price)}
          disabled={fixed(product)}
          inputMode="decimal"
          check={checkPrice(currency)}
          onSave={(typed) => onChange({ seen: product, change: { price: normaliseAmount(typed, currency) } })}
        />
      ),
    },
    {
      id: "inventory",
      header: t("Stock"),
      align: "end",
      narrow: "line",
      width: "170px",
      value: (product) => product.inventory,
      cell: (product) => (
        <span className={classes.stock}>
          {product.status === "active" && <StockBadge inventory={product.inventory} />}
          <InlineEdit
            label={t("Stock of {name}", { name: product.name })}
            value={String(product.inventory)}
            shown={String(product.inventory)}
            disabled={fixed(product)}
            inputMode="numeric"
            check={checkStock}
            onSave={(typed) => onChange({ seen: product, change: { inventory: Number(typed) } })}
          />
        </span>
      ),
    },
    {
      id: "updated",
      header: t("Changed"),
      narrow: "away",
      width: "120px",
      value: (product) => product.updated_at,
      cell: (product) => <span className={`${text.soft} ${text.line}`}>{formatAgo(product.updated_at)}</span>,
    },
    ...(may ? [menu] : []),
  ];
}

function RowMenu({ product, onArchive, onRestore }: { product: Product; onArchive: () => void; onRestore: () => void }) {
  return (
    <span className={classes.actions}>
      <ActionMenu
        width={180}
        target={
          <button type="button" className={classes.menu} aria-label={t("Actions for {name}", { name: product.name })}>
            <IconDots size={17} aria-hidden />
          </button>
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
