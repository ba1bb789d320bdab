import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { failedRows, type Reading } from "@/api/imports";
import type { ImportReport } from "@/api/types";
import { Panel } from "@/components/Page";
import { useDownload } from "@/components/useDownload";
import { formatCount, t, tn } from "@/lib/i18n";
import classes from "./Import.module.css";

export function Counts({ report }: { report: ImportReport }) {
  const { create, update, skip, error, ignored } = report.counts;
  const done = !report.dry_run;
  const counts: [string, number, string, "good" | "bad" | undefined][] = [
    ["create", create, done ? t("created") : t("to create"), create > 0 ? "good" : undefined],
    ["update", update, done ? t("updated") : t("to update"), update > 0 ? "good" : undefined],
    ["skip", skip, t("already as in the file"), undefined],
    ["error", error, t("refused"), error > 0 ? "bad" : undefined],
    ...(ignored > 0 ? [["ignored", ignored, t("rows without a product"), undefined] as [string, number, string, undefined]] : []),
  ];
  return (
    <div role="group" aria-label={done ? t("What was done") : t("What would be done")}>
      <dl className={classes.counts}>
        {counts.map(([key, count, label, tone]) => (
          <div key={key} data-tone={tone}>
            <dt>{label}</dt>
            <dd>{formatCount(count)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

interface RefusedProps {
  file: File;
  reading: Reading;
  report: ImportReport;
}

/** Row, column, value and reason; all of them as a file to mend. */
export function Refused({ file, reading, report }: RefusedProps) {
  const failed = useDownload(() => failedRows(file, reading));
  if (report.errors.length === 0) return null;
  return (
    <Panel
      title={tn("{count} refused row", "{count} refused rows", report.counts.error)}
      id="refused"
      flush
      aside={
        <Button size="xs" variant="default" leftSection={<IconDownload size={14} />} loading={failed.isPending} onClick={() => failed.mutate()}>
          {t("Download them as a CSV to mend")}
        </Button>
      }
    >
      <div className={classes.scroll} tabIndex={0} role="region" aria-label={t("Refused rows")}>
        <table className={classes.refused} aria-labelledby="refused">
          <thead>
            <tr>
              <th scope="col" data-align="end">{t("Row")}</th>
              <th scope="col">{t("Column")}</th>
              <th scope="col">{t("Value")}</th>
              <th scope="col">{t("Why")}</th>
            </tr>
          </thead>
          <tbody>
            {report.errors.map((error, index) => (
              <tr key={index}>
                <td data-align="end">{formatCount(error.row)}</td>
                <td>{error.column ?? "–"}</td>
                <td>{error.value ? <code>{error.value}</code> : error.value === "" ? t("empty") : "–"}</td>
                <td>{error.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.errors_left_out > 0 && <p className={classes.more}>{tn("{count} more reason is in the file.", "{count} more reasons are in the file.", report.errors_left_out)}</p>}
    </Panel>
  );
}
