import { Button } from "@mantine/core";
import type { Tenant } from "@/api/types";
import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import classes from "./Operator.module.css";

export type DataDeed = "move" | "export" | "delete";

interface Props {
  tenant: Tenant;
  /** An operation runs; no other may begin. */
  busy: boolean;
  onDeed: (deed: DataDeed) => void;
}

/** Where its data lives, and how it leaves. */
export function TenantData({ tenant, busy, onDeed }: Props) {
  const deleted = tenant.status === "deleted";
  return (
    <>
      <Panel title={t("Data")} id="data">
        <div className={classes.deeds}>
          {!deleted && (
            <div>
              <p>{tenant.isolation_model === "silo" ? t("Lives in a silo of its own.") : t("Lives in the pool, among others.")}</p>
              <Button variant="default" size="xs" disabled={busy} onClick={() => onDeed("move")}>
                {t("Move…")}
              </Button>
            </div>
          )}
          <div>
            <p>{t("Everything it has, as one file.")}</p>
            <Button variant="default" size="xs" onClick={() => onDeed("export")}>
              {t("Export…")}
            </Button>
          </div>
        </div>
      </Panel>
      {!deleted && (
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
