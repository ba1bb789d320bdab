import { lazy, Suspense, useState } from "react";
import { Alert } from "@mantine/core";
import type { IssuedApiKey } from "@/api/types";
import { useMay, useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { Empty, Loading } from "@/components/States";
import { t } from "@/lib/i18n";

const NewKeyPanel = lazy(() => import("./NewKeyPanel"));
const KeyList = lazy(() => import("./KeyList"));
const RequestsPanel = lazy(() => import("./RequestsPanel"));
const IssuedKey = lazy(() => import("./IssuedKey"));

/** What programs sign in with. A token is shown once, right after it was made, and is never read again. */
export function ApiKeys() {
  const admin = useMay("admin");
  const included = useTenant().features.api_access;
  const [issued, setIssued] = useState<IssuedApiKey | null>(null);
  if (!admin)
    return (
      <Panel>
        <Empty title={t("API keys are managed by admins and owners")} />
      </Panel>
    );
  return (
    <Suspense
      fallback={
        <Panel title={t("API keys")}>
          <Loading lines={6} />
        </Panel>
      }
    >
      {!included && (
        <Alert variant="light" color="gray" mb="md">
          {t("Your plan does not include access by programs. Keys that you have can be revoked.")}
        </Alert>
      )}
      {issued && <IssuedKey issued={issued} onKept={() => setIssued(null)} />}
      {included && !issued && <NewKeyPanel onIssued={setIssued} />}
      <KeyList onIssued={setIssued} mayRotate={included} />
      {included && !issued && <RequestsPanel />}
    </Suspense>
  );
}
