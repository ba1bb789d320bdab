import { lazy, Suspense, useState } from "react";
import { Alert } from "@mantine/core";
import type { IssuedWebhookSecret, WebhookEndpoint } from "@/api/types";
import { useMay, useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { Empty, Loading } from "@/components/States";
import { t } from "@/lib/i18n";

const NewWebhookPanel = lazy(() => import("./NewWebhookPanel"));
const WebhookList = lazy(() => import("./WebhookList"));
const WebhookDeliveries = lazy(() => import("./WebhookDeliveries"));
const EditWebhookPanel = lazy(() => import("./EditWebhookPanel"));
const VerifyPanel = lazy(() => import("./VerifyPanel"));
const IssuedSecret = lazy(() => import("./IssuedSecret"));

/** Where events are sent to. A secret is shown once, right after it was made, and is never read again. */
export function Webhooks() {
  const admin = useMay("admin");
  const included = useTenant().features.api_access;
  const [issued, setIssued] = useState<IssuedWebhookSecret | null>(null);
  const [shown, setShown] = useState<WebhookEndpoint | null>(null);
  const [edited, setEdited] = useState<WebhookEndpoint | null>(null);
  if (!admin)
    return (
      <Panel>
        <Empty title={t("Webhooks are managed by admins and owners")} />
      </Panel>
    );
  return (
    <Suspense
      fallback={
        <Panel title={t("Webhooks")}>
          <Loading lines={6} />
        </Panel>
      }
    >
      {!included && (
        <Alert variant="light" color="gray" mb="md">
          {t("Your plan does not include webhooks. Endpoints that you have can be removed.")}
        </Alert>
      )}
      {issued && <IssuedSecret issued={issued} onKept={() => setIssued(null)} />}
      {included && !issued && <NewWebhookPanel onIssued={setIssued} />}
      <WebhookList onIssued={setIssued} onShow={setShown} onEdit={setEdited} maySend={included} />
      <Suspense>
        {edited && <EditWebhookPanel key={edited.webhook_endpoint_id} endpoint={edited} onClose={() => setEdited(null)} />}
        {shown && <WebhookDeliveries key={shown.webhook_endpoint_id} endpoint={shown} maySend={included} onClose={() => setShown(null)} />}
      </Suspense>
      {included && <VerifyPanel />}
    </Suspense>
  );
}
