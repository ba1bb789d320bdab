import { Button } from "@mantine/core";
import type { Tenant } from "@/api/types";
import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import classes from "./Operator.module.css";

export type DataDeed = "export" | "delete";

interface Props {
  tenant: Tenant;
  onDeed: (deed: DataDeed) => void;
}

/** Where its data lives, and how it leaves. */
export function TenantData({ tenant, onDeed }: Props) {
  return (
    <>
      <Panel title={t("Data")} id="data">
        <div className={classes.deeds}>
          <div>
            <p>{t("Everything it has, as one file.")}</p>
            <Button variant="default" size="xs" onClick={() => onDeed("export")}>
              {t("Export…")}
            </Button>
          </div>
        </div>
      </Panel>
      {tenant.status !== "deleted" && (
        <Panel title={t("Delete")} id="delete" tone="bad">
          <p className={classes.soft} style={{ marginTop: 0 }}>{t("Its people are locked out at once. It can be brought back for 30 days.")}</p>
          <Button variant="outline" color="red" size="xs" onClick={() => onDeed("delete")}>
            {t("Delete the tenant…")}
          </Button>
        </Panel>
      )}
    </>
  );
}
