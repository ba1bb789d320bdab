import { useQueryClient } from "@tanstack/react-query";
import { webhooks } from "@/api/queries";
import type { IssuedWebhookSecret } from "@/api/types";
import { createWebhook } from "@/api/webhooks";
import { Form, useZodForm } from "@/components/forms";
import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import { endpointSchema, NEW_ENDPOINT, toFields, type EndpointValues } from "./endpoint";
import { EndpointFields } from "./EndpointFields";

export default function NewWebhookPanel({ onIssued }: { onIssued: (issued: IssuedWebhookSecret) => void }) {
  const client = useQueryClient();
  const form = useZodForm<EndpointValues>(endpointSchema, NEW_ENDPOINT);
  return (
    <Panel title={t("Add a webhook endpoint")} id="new-webhook">
      <Form
        form={form}
        submit={t("Add the endpoint")}
        onSubmit={async (values) => {
          onIssued(await createWebhook({ ...toFields(values), enabled: true }));
          void client.invalidateQueries({ queryKey: webhooks.key });
        }}
      >
        <EndpointFields form={form} />
      </Form>
    </Panel>
  );
}
