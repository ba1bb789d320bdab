import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { webhooks } from "@/api/queries";
import type { WebhookEndpoint } from "@/api/types";
import { changeWebhook, readWebhook } from "@/api/webhooks";
import { ConflictDialog } from "@/components/ConflictDialog";
import { Form, useZodForm } from "@/components/forms";
import { Panel } from "@/components/Page";
import { complain, say } from "@/components/toasts";
import { eventTypesName } from "@/lib/events";
import { useFocusFromMenu } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { changed, endpointSchema, isSame, toValues, type EndpointValues } from "./endpoint";
import { EndpointFields } from "./EndpointFields";

interface Props {
  endpoint: WebhookEndpoint;
  onClose: () => void;
}

export default function EditWebhookPanel({ endpoint, onClose }: Props) {
  const client = useQueryClient();
  const id = endpoint.webhook_endpoint_id;
  // What the person saw when they began; a list that is read anew does not move it.
  const [seen, setSeen] = useState(endpoint);
  const [theirs, setTheirs] = useState<WebhookEndpoint | null>(null);
  const [busy, setBusy] = useState(false);
  const form = useZodForm<EndpointValues>(endpointSchema, toValues(endpoint));
  // It opens below the list, which may be longer than the screen.
  useFocusFromMenu(() => form.setFocus("url"));

  const save = async (basis: WebhookEndpoint, values: EndpointValues) => {
    await changeWebhook(basis, changed(values, toValues(seen)));
    say(t("Saved."));
    void client.invalidateQueries({ queryKey: webhooks.key });
    onClose();
  };
  const submit = async (values: EndpointValues) => {
    try {
      await save(seen, values);
    } catch (error) {
      if (!asProblem(error).is("stale")) throw error;
      const current = await readWebhook(id);
      // It was disabled or got another secret, but nobody wrote these fields: there is nothing to compare.
      if (isSame(toValues(current), toValues(seen))) return save(current, values);
      setTheirs(current);
    }
  };
  const takeTheirs = (current: WebhookEndpoint) => {
    setSeen(current);
    setTheirs(null);
    form.reset(toValues(current));
    void client.invalidateQueries({ queryKey: webhooks.key });
  };
  const keepMine = async (current: WebhookEndpoint) => {
    setBusy(true);
    try {
      await save(current, form.getValues());
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  };
  return (
    <Panel title={t("Edit {url}", { url: endpoint.url })} id="edit-webhook">
      <Form form={form} guard submit={t("Save")} cancel={onClose} disabled={!form.formState.isDirty} onSubmit={submit}>
        <EndpointFields form={form} />
      </Form>
      {theirs && (
        <ConflictDialog
          opened
          busy={busy}
          fields={differences(form.getValues(), toValues(seen), toValues(theirs))}
          onClose={() => setTheirs(null)}
          onTakeTheirs={() => takeTheirs(theirs)}
          onKeepMine={() => void keepMine(theirs)}
        />
      )}
    </Panel>
  );
}

/** What would be there after the person's change, and what is there now. */
function differences(mine: EndpointValues, seen: EndpointValues, theirs: EndpointValues) {
  const kept = <Name extends keyof EndpointValues>(name: Name) => (isSame(mine[name], seen[name]) ? theirs[name] : mine[name]);
  return [
    { label: t("URL"), mine: kept("url"), theirs: theirs.url },
    { label: t("Description"), mine: kept("description"), theirs: theirs.description },
    { label: t("Events"), mine: eventTypesName(kept("event_types")), theirs: eventTypesName(theirs.event_types) },
  ].filter(({ mine, theirs }) => mine !== theirs);
}
