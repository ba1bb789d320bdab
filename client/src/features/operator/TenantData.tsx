import { Button } from "@mantine/core";
import type { Tenant } from "@/api/types";
import layout from "@/components/Layout.module.css";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import text from "@/components/Text.module.css";
import { t } from "@/lib/i18n";
import { livesIn } from "@/lib/placements";
import { addDays, formatDay, today } from "@/lib/time";
import classes from "./Operator.module.css";

export type DataDeed = "move" | "export" | "delete" | "erase";

/** Days for which a deleted tenant is kept. */
const GRACE_DAYS = 30;

interface Props {
  tenant: Tenant;
  /** An operation runs; no other may begin. */
  busy: boolean;
  /** There is another placement that it can go to. */
  movable: boolean;
  onDeed: (deed: DataDeed) => void;
}

/** Where its data lives, and how it leaves. */
export function TenantData({ tenant, busy, movable, onDeed }: Props) {
  const { zone } = useFormat();
  const deleted = tenant.status === "deleted";
  const last = tenant.deleted_at && formatDay(addDays(today(zone, new Date(tenant.deleted_at)), GRACE_DAYS));
  return (
    <>
      <Panel title={t("Data")} id="data">
        <div className={`${layout.stack} ${classes.deeds}`}>
          {!deleted && (
            <div>
              <p>{livesIn(tenant.isolation_model)}</p>
              {movable && (
                <Button variant="default" size="xs" disabled={busy} onClick={() => onDeed("move")}>
                  {t("Move…")}
                </Button>
              )}
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
      {deleted ? (
        <Panel title={t("Erase")} id="erase" tone="bad">
          <p className={text.soft} style={{ marginTop: 0 }}>
            {last
              ? t("Until {day} it can be brought back; then it is erased by itself. Erased now, nothing brings it back.", { day: last })
              : t("Erased, nothing brings it back.")}
          </p>
          <Button variant="outline" color="red" size="xs" disabled={busy} onClick={() => onDeed("erase")}>
            {t("Erase its data…")}
          </Button>
        </Panel>
      ) : (
        <Panel title={t("Delete")} id="delete" tone="bad">
          <p className={text.soft} style={{ marginTop: 0 }}>
            {t("Its people are locked out at once. It can be brought back for 30 days; then it is erased.")}
          </p>
          <Button variant="outline" color="red" size="xs" onClick={() => onDeed("delete")}>
            {t("Delete the tenant…")}
          </Button>
        </Panel>
      )}
    </>
  );
}
