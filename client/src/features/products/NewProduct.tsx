import { useState } from "react";
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearchParams } from "react-router";
import { createProduct } from "@/api/products";
import { products } from "@/api/queries";
import { Answer } from "@/components/Answer";
import { Form, useZodForm } from "@/components/forms";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { StaffOnly } from "@/components/StaffOnly";
import { say } from "@/components/toasts";
import { useKeyFor } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { toCopy, toFields, toValues, type ProductValues } from "./fields";
import { ProductInputs } from "./ProductForm";
import { productSchema } from "./schema";

export function NewProduct() {
  const [params] = useSearchParams();
  const copy = params.get("copy");
  const source = useQuery({ ...products.one(copy ?? ""), enabled: !!copy });
  return (
    <Page title={copy ? t("Duplicate a product") : t("New product")} narrow back={{ to: "/products", label: t("Products") }}>
      <StaffOnly>
        <Panel>
          {copy ? (
            <Answer query={source} lasting>
              {(product) => <Fresh initial={toCopy(product)} />}
            </Answer>
          ) : (
            <Fresh initial={toValues()} />
          )}
        </Panel>
      </StaffOnly>
    </Page>
  );
}

function Fresh({ initial }: { initial: ProductValues }) {
  const { currency } = useFormat();
  const form = useZodForm<ProductValues>(productSchema(currency), initial);
  const client = useQueryClient();
  const navigate = useNavigate();
  const keyFor = useKeyFor();
  const [another, setAnother] = useState(false);
  return (
    <Form
      form={form}
      guard
      submit={t("Create product")}
      cancel={() => navigate("/products")}
      extra={
        <Button type="submit" variant="subtle" onClick={() => setAnother(true)}>
          {t("Create and add another")}
        </Button>
      }
      onSubmit={async (values) => {
        const stay = another;
        setAnother(false);
        const fields = toFields(values, currency);
        const product = await keyFor(fields, (key) => createProduct(fields, key));
        void client.invalidateQueries({ queryKey: products.key });
        say(t("“{name}” is created.", { name: product.name }));
        if (stay) {
          form.reset(toValues());
          form.setFocus("name");
        } else {
          form.reset(values);
          navigate(`/products/${product.product_id}`, { replace: true });
        }
      }}
    >
      <ProductInputs form={form} />
    </Form>
  );
}
