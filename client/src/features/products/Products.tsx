import { useMemo, useState } from "react";
import { Button } from "@mantine/core";
import { IconArchive, IconFileImport, IconPackage } from "@tabler/icons-react";
import { Link } from "react-router";
import { exportProducts } from "@/api/products";
import { products } from "@/api/queries";
import { CreateLink } from "@/components/CreateLink";
import { ListPage } from "@/components/ListPage";
import { useFormat, useMay } from "@/components/me";
import { useList } from "@/components/useList";
import { t } from "@/lib/i18n";
import { BulkBar } from "./BulkBar";
import { useArchive, useOneField, type InlineConflict as Conflict } from "./changes";
import { useChosen } from "./chosen";
import { productColumns } from "./columns";
import { categoriesOf, FILTERS, filtersOf, noMatch, productFilters, wantedOf, wrongOf } from "./filters";
import { InlineConflict } from "./InlineConflict";

const NEW = "/products/new";

export function Products() {
  const may = useMay("staff");
  const { money, currency } = useFormat();
  const list = useList({ names: FILTERS, wantedOf, wrongOf, query: products.list });
  const { filters, wanted, rows = [] } = list;
  const { chosen, choose, select } = useChosen(list.rows, list.narrowed);
  const selected = useMemo(() => new Set(chosen.keys()), [chosen]);
  const [conflict, setConflict] = useState<Conflict | null>(null);
  const { mutate: change } = useOneField(setConflict, (product) =>
    t("“{name}”: {price}, {stock} in stock.", { name: product.name, price: money(product.price), stock: product.inventory }),
  );
  const { archive, restore } = useArchive();
  const { mutate: onArchive } = archive;
  const { mutate: onRestore } = restore;
  const columns = useMemo(
    () => productColumns({ may, money, currency, onChange: change, onArchive, onRestore }),
    [may, money, currency, change, onArchive, onRestore],
  );
  const categories = categoriesOf(rows);

  return (
    <ListPage
      title={t("Products")}
      list={list}
      columns={columns}
      rowId={(product) => product.product_id}
      filters={productFilters({ filters, currency, categories })}
      views={{ of: "products", filtersOf }}
      exported={{ read: () => exportProducts(wanted) }}
      actions={
        may && (
          <>
            <ImportButton label={t("Import")} />
            <CreateLink to={NEW} label={t("New product")} />
          </>
        )
      }
      selection={
        may && {
          selected,
          onChange: select,
          name: (product) => product.name,
          bar: chosen.size > 0 && (
            <BulkBar chosen={[...chosen.values()]} filters={wanted} more={list.more} known={categories} onChoose={choose} />
          ),
        }
      }
      icon={<IconPackage />}
      noMatch={noMatch()}
      empty={filters.show === "archived" ? nothingArchived() : noneYet(may)}
    >
      {conflict && (
        <InlineConflict
          conflict={conflict}
          onClose={() => setConflict(null)}
          onKeepMine={() => {
            change({ seen: conflict.theirs, change: conflict.change });
            setConflict(null);
          }}
        />
      )}
    </ListPage>
  );
}

const ImportButton = ({ label }: { label: string }) => (
  <Button component={Link} to="/products/import" variant="default" leftSection={<IconFileImport size={16} />}>
    {label}
  </Button>
);

const nothingArchived = () => ({
  icon: <IconArchive />,
  title: t("Nothing is archived"),
  text: t("Products that you archive are kept here with their history and can be brought back."),
});

const noneYet = (may: boolean) => ({
  title: t("No products yet"),
  text: t("A product has a name, a price and a stock that sales draw from. You can change everything later."),
  action: may && (
    <>
      <CreateLink to={NEW} label={t("Create your first product")} />
      <ImportButton label={t("Import a file")} />
    </>
  ),
});
