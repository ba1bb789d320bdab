import { lazy, Suspense, useState } from "react";
import { Alert, Button, Group } from "@mantine/core";
import { IconArchive, IconArchiveOff, IconCopy } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "react-router";
import { asProblem } from "@/api/problem";
import { patchProduct, readProduct } from "@/api/products";
import { products } from "@/api/queries";
import type { Product, ProductFields } from "@/api/types";
import { ConflictDialog } from "@/components/ConflictDialog";
import { Form, useZodForm } from "@/components/forms";
import { useFormat, useMay } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { useArchive } from "./changes";
import { fieldLabel, toFields, toValues, type ProductValues } from "./fields";
import { ProductInputs } from "./ProductForm";
import { productSchema } from "./schema";

const Ledger = lazy(() => import("./Ledger"));

export function EditProduct() {
  const { id = "" } = useParams();
  const { data, error, refetch } = useQuery(products.one(id));
  const may = useMay("staff");
  const { archive, restore } = useArchive();
  return (
    <Page
      title={data?.name ?? t("Product")}
      narrow
      back={{ to: "/products", label: t("Products") }}
      actions={
        data &&
        may && (
          <Group gap="xs">
            <Button component={Link} to={`/products/new?copy=${id}`} variant="default" leftSection={<IconCopy size={15} />}>
              {t("Duplicate")}
            </Button>
            {data.status === "active" ? (
              <Button
                variant="default"
                leftSection={<IconArchive size={15} />}
                loading={archive.isPending}
                onClick={() => archive.mutate(data)}
              >
                {t("Archive")}
              </Button>
            ) : (
              <Button leftSection={<IconArchiveOff size={15} />} loading={restore.isPending} onClick={() => restore.mutate(data)}>
                {t("Restore")}
              </Button>
            )}
          </Group>
        )
      }
    >
      {error && !data && <ProblemView error={error} retry={() => void refetch()} />}
      {!error && !data && (
        <Panel>
          <Loading />
        </Panel>
      )}
      {data && (
        <>
          {data.status === "archived" && (
            <Alert color="gray" variant="light" mb="md">
              {t("Archived: it can't be ordered, does not count against your plan, and its SKU is free for others.")}
            </Alert>
          )}
          <Panel>
            <Existing key={`${data.product_id} ${data.status}`} product={data} readOnly={!may || data.status === "archived"} />
          </Panel>
          <Suspense>
            <Ledger product={data} />
          </Suspense>
        </>
      )}
    </Page>
  );
}

function Existing({ product, readOnly }: { product: Product; readOnly: boolean }) {
  const { currency } = useFormat();
  const client = useQueryClient();
  // What the person saw when they began; a refetch beneath them does not move it.
  const [seen, setSeen] = useState(product);
  const [theirs, setTheirs] = useState<Product | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useZodForm<ProductValues>(productSchema(currency), toValues(product));

  const take = (saved: Product) => {
    client.setQueryData(products.one(saved.product_id).queryKey, saved);
    setSeen(saved);
    setTheirs(null);
    form.reset(toValues(saved));
  };
  const save = async (basis: Product, values: ProductValues) => {
    const saved = await patchProduct(basis, changed(toFields(values, currency), toFields(toValues(seen), currency)));
    take(saved);
    void client.invalidateQueries({ queryKey: products.key });
    say(t("Saved."));
  };
  const submit = async (values: ProductValues) => {
    try {
      await save(seen, values);
    } catch (error) {
      if (!asProblem(error).is("stale")) throw error;
      setTheirs(await readProduct(seen.product_id));
    }
  };
  const keepMine = async () => {
    setBusy(true);
    try {
      await save(theirs!, form.getValues());
    } catch (error) {
      if (asProblem(error).is("stale")) setTheirs(await readProduct(seen.product_id));
      else {
        setTheirs(null);
        form.setError("root.problem", { type: "server", problem: asProblem(error) } as never);
      }
    } finally {
      setBusy(false);
    }
  };

  const stockHint =
    product.inventory !== seen.inventory
      ? t("Now {count}: sales in between are kept, your change is added", { count: product.inventory })
      : undefined;
  const inputs = <ProductInputs form={form} readOnly={readOnly} stockHint={stockHint} />;
  if (readOnly) return inputs;
  return (
    <>
      <Form
        form={form}
        guard
        submit={t("Save")}
        cancel={form.formState.isDirty ? () => form.reset(toValues(seen)) : undefined}
        onSubmit={submit}
      >
        {inputs}
      </Form>
      {theirs && (
        <ConflictDialog
          opened
          busy={busy}
          fields={differences(form.getValues(), toValues(seen), toValues(theirs))}
          onClose={() => setTheirs(null)}
          onTakeTheirs={() => take(theirs)}
          onKeepMine={() => void keepMine()}
        />
      )}
    </>
  );
}

/** Only what the person changed: the rest may have moved on without them. */
function changed(next: ProductFields, seen: ProductFields): Partial<ProductFields> {
  return Object.fromEntries(Object.entries(next).filter(([name, value]) => value !== seen[name as keyof ProductFields]));
}

function differences(mine: ProductValues, seen: ProductValues, theirs: ProductValues) {
  const names = Object.keys(mine) as (keyof ProductValues)[];
  return names
    .map((name) => ({
      label: fieldLabel(name),
      mine: mine[name] === seen[name] ? theirs[name] : mine[name],
      theirs: theirs[name],
      changed: theirs[name] !== seen[name] || mine[name] !== seen[name],
    }))
    .filter((field) => field.changed && field.mine !== field.theirs);
}
