import { useEffect, useState } from "react";
import { Textarea, TextInput } from "@mantine/core";
import * as z from "zod/mini";
import { readOrder } from "@/api/orders";
import { asProblem } from "@/api/problem";
import type { Order } from "@/api/types";
import { ConflictDialog } from "@/components/ConflictDialog";
import { field, Form, optional, useZodForm } from "@/components/forms";
import layout from "@/components/Layout.module.css";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { useStep } from "@/components/orderSteps";

const schema = z.object({ tracking: optional(200), note: optional(2_000) });
type Values = z.infer<typeof schema>;

const toValues = (order: Order): Values => ({ tracking: order.tracking ?? "", note: order.note ?? "" });

export function NotesForm({ order, readOnly }: { order: Order; readOnly: boolean }) {
  const form = useZodForm<Values>(schema, toValues(order));
  const step = useStep({ quiet: true });
  const [seen, setSeen] = useState(order);
  const [theirs, setTheirs] = useState<Order | null>(null);
  const { isDirty } = form.formState;

  // A form that nobody has touched follows the order; one with changes keeps what its writer saw.
  useEffect(() => {
    if (isDirty || order.version === seen.version) return;
    setSeen(order);
    form.reset(toValues(order));
  }, [order, seen.version, isDirty, form]);

  const take = (saved: Order) => {
    setSeen(saved);
    setTheirs(null);
    form.reset(toValues(saved));
  };
  const save = async (basis: Order, values: Values) => {
    take(await step.mutateAsync({ order: basis, change: { tracking: values.tracking || null, note: values.note || null } }));
    say(t("Saved."));
  };
  const submit = async (values: Values) => {
    try {
      await save(seen, values);
    } catch (error) {
      if (!asProblem(error).is("stale")) throw error;
      const current = await readOrder(order.order_id);
      const same = current.note === seen.note && current.tracking === seen.tracking;
      // The order took a step, but nobody wrote these fields: there is nothing to compare.
      if (same) return save(current, values);
      setTheirs(current);
    }
  };

  return (
    <>
      <Form form={form} guard submit={t("Save")} readOnly={readOnly} disabled={!isDirty} onSubmit={submit}>
        <div className={layout.fields}>
          <TextInput className={layout.wide} label={t("Tracking number")} readOnly={readOnly} {...field(form, "tracking")} />
          <Textarea
            className={layout.wide}
            label={t("Note")}
            description={t("For your team; the customer does not see it")}
            autosize
            minRows={2}
            maxRows={10}
            readOnly={readOnly}
            {...field(form, "note")}
          />
        </div>
      </Form>
      {theirs && (
        <ConflictDialog
          opened
          busy={step.isPending}
          fields={[
            { label: t("Tracking number"), mine: form.getValues("tracking"), theirs: theirs.tracking ?? "" },
            { label: t("Note"), mine: form.getValues("note"), theirs: theirs.note ?? "" },
          ].filter(({ mine, theirs }) => mine !== theirs)}
          onClose={() => setTheirs(null)}
          onTakeTheirs={() => take(theirs)}
          onKeepMine={() => void save(theirs, form.getValues()).catch(complain)}
        />
      )}
    </>
  );
}
