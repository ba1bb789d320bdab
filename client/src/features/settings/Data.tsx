import { useState } from "react";
import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import type { Problem } from "@/api/problem";
import { asProblem } from "@/api/problem";
import { ExportProgress } from "@/components/ExportProgress";
import { useMay, useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { Empty, ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { useExport, type Exported } from "@/components/useExport";
import { formatBytes, t, tn } from "@/lib/i18n";
import classes from "./Settings.module.css";

export function Data() {
  return useMay("admin") ? (
    <Export />
  ) : (
    <Panel>
      <Empty title={t("All data is exported by admins and owners")} />
    </Panel>
  );
}

/** A company's data is its own: it can take all of it along, at any time. */
function Export() {
  const { progress, run, cancel } = useExport(useTenant());
  const [exported, setExported] = useState<Exported | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const begin = async () => {
    setExported(null);
    setProblem(null);
    try {
      setExported(await run());
    } catch (error) {
      setProblem(asProblem(error));
    }
  };
  return (
    <Panel title={t("Export all data")} id="export">
      {problem && <ProblemView error={problem} retry={() => void begin()} />}
      <div className={classes.row}>
        <div>
          <p style={{ margin: 0 }}>
            {t(
              "People, products, orders, saved views, the audit log and what else your company has, in one file: a line of JSON for each thing. It holds your customers' personal data, so keep it safe. The audit log names who took it, and the office is told by mail.",
            )}
          </p>
        </div>
        {progress ? (
          <Button variant="default" onClick={cancel}>
            {t("Cancel")}
          </Button>
        ) : (
          <Button variant="default" leftSection={<IconDownload size={16} />} onClick={() => void begin()}>
            {t("Export all data")}
          </Button>
        )}
      </div>
      {progress && (
        <>
          <ExportProgress progress={progress} />
          <p className={text.fine} style={{ marginBottom: 0 }}>
            {t("Stay on this page until it is done.")}
          </p>
        </>
      )}
      <p role="status" className={text.fine} style={{ margin: exported ? "12px 0 0" : 0 }}>
        {exported &&
          tn("{name} is saved: {count} row, {size}.", "{name} is saved: {count} rows, {size}.", exported.rows, {
            name: exported.name,
            size: formatBytes(exported.bytes),
          })}
      </p>
    </Panel>
  );
}
