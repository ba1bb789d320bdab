import type { ReactNode } from "react";
import { IconLock } from "@tabler/icons-react";
import { t } from "@/lib/i18n";
import { useMay } from "./me";
import { Panel } from "./Page";
import { Empty } from "./States";

/** A member who comes by a link to a form that their role can't send is told so before they fill it in. */
export function StaffOnly({ children }: { children: ReactNode }) {
  if (useMay("staff")) return children;
  return (
    <Panel>
      <Empty icon={<IconLock />} title={t("You have view-only access")}>
        {t("Ask an admin of your company to make you staff.")}
      </Empty>
    </Panel>
  );
}
