import { lazy, Suspense, useRef, useState } from "react";
import { ActionIcon, Textarea, TextInput } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useQueries } from "@tanstack/react-query";
import { useFieldArray, useWatch, type UseFormReturn } from "react-hook-form";
import { useNavigate } from "react-router";
import * as z from "zod/mini";
import { placeOrder } from "@/api/orders";
import { asProblem } from "@/api/problem";
import { products } from "@/api/queries";
import type { NewOrder as Draft, Product } from "@/api/types";
import { email, field, Form, optional, useZodForm } from "@/components/forms";
import layout from "@/components/Layout.module.css";
import { useFormat } from "@/components/me";
import { Page, Panel } from "@/components/Page";
import { StaffOnly } from "@/components/StaffOnly";
import { say } from "@/components/toasts";
import { useKeyFor } from "@/lib/hooks";
import { formatCount, t, tn } from "@/lib/i18n";
import { sum, times } from "@/lib/money";
import { orderName, useReadAnew } from "@/components/orderSteps";
import classes from "./Orders.module.css";

const ProductPicker = lazy(() => import("./ProductPicker"));

const quantity = () => z.string().check(z.regex(/^[1-9]\d{0,6}$/, { error: () => t("A whole number, 1 or more.") }));

const schema = z
  .object({
    customer_email: email(),
    external_ref: optional(64),
    note: optional(2_000),
    items: z
      .array(z.object({ product_id: z.string(), quantity: quantity() }))
      .check(z.minLength(1, { error: () => t("Add at least one product.") })),
    shipping_address: z.object({
      street: optional(200),
      zip: optional(20),
      city: optional(100),
      state: optional(100),
      country: optional(100),
    }),
  })
  .check(({ value: { shipping_address: address }, issues }) => {
    // An address is left out whole, or it can be delivered to.
    if (!Object.values(address).some(Boolean)) return;
    for (const name of ["street", "zip", "city"] as const) {
      if (!address[name])
        issues.push({ code: "custom", path: ["shipping_address", name], message: t("Must not be empty."), input: address[name] });
    }
  });
type Values = z.infer<typeof schema>;

function toDraft(values: Values): Draft {
  const { street, zip, city, state, country } = values.shipping_address;
  return {
    customer_email: values.customer_email,
    external_ref: values.external_ref || null,
    note: values.note || null,
    items: values.items.map(({ product_id, quantity }) => ({ product_id, quantity: Number(quantity) })),
    shipping_address: street ? { street, zip, city, state: state || null, country: country || null } : null,
  };
}

export function NewOrder() {
  const navigate = useNavigate();
  const readAnew = useReadAnew();
  const form = useZodForm<Values>(schema, {
    customer_email: "",
    external_ref: "",
    note: "",
    items: [],
    shipping_address: { street: "", zip: "", city: "", state: "", country: "" },
  });
  const keyFor = useKeyFor();

  const submit = async (values: Values) => {
    const draft = toDraft(values);
    try {
      const order = await keyFor(draft, (key) => placeOrder(draft, key));
      readAnew();
      form.reset(values);
      say(t("Order {name} is placed.", { name: orderName(order) }));
      navigate(`/orders/${order.order_id}`, { replace: true });
    } catch (error) {
      const problem = asProblem(error);
      if (problem.is("out_of_stock")) {
        readAnew();
        const line = values.items.findIndex((item) => item.product_id === problem.text("product_id"));
        if (line >= 0) {
          const left = problem.number("available") ?? 0;
          form.setError(
            `items.${line}.quantity`,
            { type: "server", message: left > 0 ? t("Only {count} left.", { count: formatCount(left) }) : t("None left.") },
            { shouldFocus: true },
          );
          return;
        }
      }
      throw error;
    }
  };

  return (
    <Page title={t("New order")} narrow back={{ to: "/orders", label: t("Orders") }}>
      <StaffOnly>
        <Form
          form={form}
          guard
          submit={t("Place the order")}
          cancel={() => navigate("/orders")}
          onSubmit={submit}
          rename={(path) => path.replace(/^(items\.\d+)\.product_id$/, "$1.quantity")}
        >
          <Panel title={t("Items")} id="items">
            <Lines form={form} />
          </Panel>
          <Panel title={t("Customer")} id="customer">
            <div className={layout.fields}>
              <TextInput label={t("Email address")} type="email" autoComplete="off" {...field(form, "customer_email")} />
              <TextInput
                label={t("Your reference")}
                description={t("Optional, your own number for it")}
                autoComplete="off"
                {...field(form, "external_ref")}
              />
              <TextInput
                className={layout.wide}
                label={t("Street and number")}
                autoComplete="off"
                {...field(form, "shipping_address.street")}
              />
              <TextInput label={t("Postal code")} autoComplete="off" {...field(form, "shipping_address.zip")} />
              <TextInput label={t("City")} autoComplete="off" {...field(form, "shipping_address.city")} />
              <TextInput label={t("State or region")} autoComplete="off" {...field(form, "shipping_address.state")} />
              <TextInput label={t("Country")} autoComplete="off" {...field(form, "shipping_address.country")} />
              <Textarea
                className={layout.wide}
                label={t("Note")}
                description={t("For your team; the customer does not see it")}
                autosize
                minRows={2}
                {...field(form, "note")}
              />
            </div>
          </Panel>
        </Form>
      </StaffOnly>
    </Page>
  );
}

function Lines({ form }: { form: UseFormReturn<Values> }) {
  const { money } = useFormat();
  const { fields, append, remove } = useFieldArray({ control: form.control, name: "items" });
  const items = useWatch({ control: form.control, name: "items" });
  const [chosen, setChosen] = useState<Record<string, Product>>({});
  const picker = useRef<HTMLInputElement>(null);
  // Stock moves while somebody writes: what is shown is never older than a few seconds.
  const live = useQueries({
    queries: fields.map(({ product_id }) => ({ ...products.one(product_id), initialData: chosen[product_id], refetchInterval: 8_000 })),
  });
  const subtotals = fields.map((_, index) => {
    const product = live[index]?.data;
    const count = Number(items[index]?.quantity);
    return product && Number.isInteger(count) && count > 0 ? times(product.price, count) : null;
  });
  // Several may come before the page is painted anew, so the lines are read from the form. Who scans goes on scanning.
  const add = (product: Product, scanned: boolean) => {
    const lines = form.getValues("items");
    const at = lines.findIndex((item) => item.product_id === product.product_id);
    if (at >= 0) {
      form.setValue(`items.${at}.quantity`, String((Number(lines[at]?.quantity) || 0) + 1), { shouldDirty: true, shouldValidate: true });
      if (!scanned) form.setFocus(`items.${at}.quantity`);
      return;
    }
    setChosen((before) => ({ ...before, [product.product_id]: product }));
    append({ product_id: product.product_id, quantity: "1" }, { shouldFocus: !scanned, focusName: `items.${lines.length}.quantity` });
  };
  const missing = form.formState.errors.items?.root?.message ?? form.formState.errors.items?.message;
  return (
    <>
      {fields.map((line, index) => {
        const product = live[index]?.data ?? chosen[line.product_id];
        const left = product?.inventory ?? 0;
        const short = Number(items[index]?.quantity) > left;
        return (
          <div key={line.id} className={classes.line}>
            <div className={classes.lineName}>
              {product?.name}
              <div className={classes.lineFacts}>
                {product && money(product.price)} ·{" "}
                <span className={short ? classes.short : undefined}>
                  {left > 0 ? tn("{count} in stock", "{count} in stock", left) : t("out of stock")}
                </span>
              </div>
            </div>
            <TextInput
              aria-label={t("Quantity of {name}", { name: product?.name ?? "" })}
              inputMode="numeric"
              onKeyDown={(event) => {
                // A quantity and Enter: the next product.
                if (event.key !== "Enter") return;
                event.preventDefault();
                picker.current?.focus();
              }}
              {...field(form, `items.${index}.quantity`)}
            />
            <div className={classes.subtotal}>{subtotals[index] ? money(subtotals[index]) : "–"}</div>
            <ActionIcon
              variant="subtle"
              color="gray"
              size={34}
              aria-label={t("Remove {name}", { name: product?.name ?? "" })}
              onClick={() => remove(index)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <div style={{ marginTop: fields.length > 0 ? 14 : 0 }}>
        <Suspense fallback={<div style={{ height: 36 }} />}>
          <ProductPicker ref={picker} onPick={add} error={missing} />
        </Suspense>
      </div>
      {fields.length > 0 && (
        <div className={classes.total}>
          <span>{t("Total")}</span>
          <span aria-live="polite">{money(sum(subtotals.filter((amount) => amount !== null)))}</span>
        </div>
      )}
    </>
  );
}
