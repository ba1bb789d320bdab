import { lazy, Suspense } from "react";
import { useMay } from "@/components/me";
import { Panel } from "@/components/Page";
import { Empty, Loading } from "@/components/States";
import { t } from "@/lib/i18n";

const InvitePanel = lazy(() => import("./InvitePanel"));
const PeopleLists = lazy(() => import("./PeopleLists"));

export function People() {
  if (!useMay("admin"))
    return (
      <Panel>
        <Empty title={t("People are managed by admins and owners")} />
      </Panel>
    );
  return (
    <>
      <Suspense
        fallback={
          <Panel title={t("Invite a person")}>
            <div style={{ height: 168 }} />
          </Panel>
        }
      >
        <InvitePanel />
      </Suspense>
      <Suspense
        fallback={
          <Panel title={t("Members")}>
            <Loading lines={4} />
          </Panel>
        }
      >
        <PeopleLists />
      </Suspense>
    </>
  );
}
