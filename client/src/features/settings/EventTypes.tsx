import { lazy, Suspense } from "react";
import { Panel } from "@/components/Page";
import { Loading } from "@/components/States";
import { t } from "@/lib/i18n";

const EventCatalogue = lazy(() => import("./EventCatalogue"));

/** What programs can hear of, with what they get to hear. */
export function EventTypes() {
  return (
    <Suspense
      fallback={
        <Panel title={t("Event types")}>
          <Loading lines={8} />
        </Panel>
      }
    >
      <EventCatalogue />
    </Suspense>
  );
}
