import { Checkbox, Fieldset, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { webhooks } from "@/api/queries";
import type { IssuedWebhookSecret } from "@/api/types";
import { createWebhook } from "@/api/webhooks";
import { field, Form, required, useZodForm } from "@/components/forms";
import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import { EVENT_GROUPS, eventGroupName } from "@/lib/names";
import classes from "./Settings.module.css";

const schema = z.object({
  url: required(2000),
  description: z.string(),
  event_types: z.array(z.enum(EVENT_GROUPS)),
});

export default function NewWebhookPanel({ onIssued }: { onIssued: (issued: IssuedWebhookSecret) => void }) {
  const client = useQueryClient();
  const form = useZodForm<z.infer<typeof schema>>(schema, { url: "", description: "", event_types: [] });
  return (
    <Panel title={t("Add a webhook endpoint")} id="new-webhook">
      <Form
        form={form}
        submit={t("Add the endpoint")}
        onSubmit={async ({ url, description, event_types }) => {
          onIssued(await createWebhook({ url, description: description || null, event_types, enabled: true }));
          void client.invalidateQueries({ queryKey: webhooks.key });
        }}
      >
        <div className={classes.invite}>
          <TextInput
            label={t("URL")}
            type="url"
            placeholder={t("https://example.com/webhooks")}
            description={t("Where events are sent to, by https")}
            autoComplete="off"
            {...field(form, "url")}
          />
          <TextInput label={t("Description")} description={t("Optional")} autoComplete="off" {...field(form, "description")} />
        </div>
        <Fieldset legend={t("Events (none chosen: all)")} mt="md">
          <div className={classes.scopes}>
            {EVENT_GROUPS.map((group) => (
              <Checkbox key={group} value={group} label={eventGroupName(group)} {...form.register("event_types")} />
            ))}
          </div>
        </Fieldset>
      </Form>
    </Panel>
  );
}
