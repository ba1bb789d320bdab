import { Button } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { failedRows, type Reading } from "@/api/imports";
import type { ImportChange, ImportReport } from "@/api/types";
import layout from "@/components/Layout.module.css";
import { Panel } from "@/components/Page";
import table from "@/components/Table.module.css";
import { TableHead } from "@/components/TableHead";
import text from "@/components/Text.module.css";
import { useDownload } from "@/components/useDownload";
import { arrow, formatCount, listed, t, tn } from "@/lib/i18n";
import { importFieldName } from "./fields";
import classes from "./Import.module.css";

export function Counts({ report }: { report: ImportReport }) {
  const { create, update, skip, error, ignored } = report.counts;
  const done = !report.dry_run;
  const counts: [string, number, string, "good" | "bad" | undefined][] = [
    ["create", create, done ? t("created") : t("to create"), create > 0 ? "good" : undefined],
    ["update", update, done ? t("updated") : t("to update"), update > 0 ? "good" : undefined],
    ["skip", skip, t("unchanged"), undefined],
    ["error", error, t("rejected"), error > 0 ? "bad" : undefined],
    ...(ignored > 0 ? [["ignored", ignored, t("rows without a product"), undefined] as [string, number, string, undefined]] : []),
  ];
  return (
    <div role="group" aria-label={done ? t("What was imported") : t("What will be imported")}>
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

/** The rows of a group: the first ones by number, the rest by count. */
const rowsOf = (rows: number[], count: number) => {
  const first = rows.slice(0, 5).map(formatCount);
  const rest = count - first.length;
  return listed(rest > 0 ? [...first, tn("{count} more", "{count} more", rest)] : first);
};

interface RejectedProps {
  file: File;
  reading: Reading;
  report: ImportReport;
}

/** What stood in the cell; nothing, where the reason is not in one cell. */
function Example({ value }: { value: string | null | undefined }) {
  if (value === "") return t("empty");
  return value ? <code>{value}</code> : "–";
}

/** Each reason once, with its rows; all rejected rows as a file to fix. */
export function Rejected({ file, reading, report }: RejectedProps) {
  const failed = useDownload(() => failedRows(file, reading));
  if (report.counts.error === 0) return null;
  const valueOf = (code: string, column: string | null, row: number | undefined) =>
    report.errors.find((error) => error.code === code && error.column === column && error.row === row)?.value;
  return (
    <Panel
      title={tn("{count} rejected row", "{count} rejected rows", report.counts.error)}
      id="rejected"
      flush
      aside={
        <Button
          size="xs"
          variant="default"
          leftSection={<IconDownload size={14} />}
          loading={failed.isPending}
          onClick={() => failed.mutate()}
        >
          {t("Download rejected rows")}
        </Button>
      }
    >
      <div className={table.scroll} tabIndex={0} role="region" aria-label={t("Rejected rows")}>
        <table className={`${table.table} ${table.tall} ${classes.refused}`} aria-labelledby="rejected">
          <TableHead columns={[{ end: t("Count") }, t("Rows"), t("Column"), t("Example"), t("Reason")]} />
          <tbody>
            {report.rejections.map((group) => {
              const value = valueOf(group.code, group.column, group.rows[0]);
              return (
                <tr key={`${group.code} ${group.column ?? ""}`}>
                  <td data-align="end">{formatCount(group.count)}</td>
                  <td>{rowsOf(group.rows, group.count)}</td>
                  <td>{group.column ?? "–"}</td>
                  <td>
                    <Example value={value} />
                  </td>
                  <td>{group.detail}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}

/** What of a product that comes in was changed or left out. */
export function Remarks({ report }: { report: ImportReport }) {
  if (report.remarks.length === 0) return null;
  const count = report.remarks.length + report.remarks_left_out;
  return (
    <Panel title={tn("{count} remark", "{count} remarks", count)} id="remarks" flush>
      <div className={table.scroll} tabIndex={0} role="region" aria-label={t("Remarks")}>
        <table className={`${table.table} ${table.tall} ${classes.refused}`} aria-labelledby="remarks">
          <TableHead columns={[{ end: t("Row") }, t("Column"), t("Value"), t("Remark")]} />
          <tbody>
            {report.remarks.map((remark, index) => (
              <tr key={index}>
                <td data-align="end">{formatCount(remark.row)}</td>
                <td>{remark.column ?? "–"}</td>
                <td>{remark.value ? <code>{remark.value}</code> : "–"}</td>
                <td>{remark.detail}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.remarks_left_out > 0 && (
        <p className={`${layout.foot} ${text.soft}`}>
          {tn("{count} more remark is not shown.", "{count} more remarks are not shown.", report.remarks_left_out)}
        </p>
      )}
    </Panel>
  );
}

/** A new product is named beside its fields. */
const isSaid = (change: ImportChange, field: string) => change.product_id === null && field === "name";

/** Old and new values of the first rows, so that nobody imports blindly. */
export function Changes({ report }: { report: ImportReport }) {
  if (report.changes.length === 0) return null;
  return (
    <Panel title={t("Changes")} id="changes" flush>
      <div className={table.scroll} tabIndex={0} role="region" aria-label={t("Old and new values")}>
        <table className={`${table.table} ${table.tall} ${classes.refused}`} aria-labelledby="changes">
          <TableHead columns={[{ end: t("Row") }, t("Product"), t("Change")]} />
          <tbody>
            {report.changes.map((change) => (
              <tr key={change.row}>
                <td data-align="end">{formatCount(change.row)}</td>
                <td>
                  {change.name} {change.product_id === null && <small className={text.fine}>{t("new")}</small>}
                </td>
                <td>
                  {change.fields
                    .filter(({ field }) => !isSaid(change, field))
                    .map(({ field, from, to }) => (
                      <span key={field} className={classes.field}>
                        <small>{importFieldName(field)}</small>{" "}
                        {change.product_id !== null && (
                          <>
                            <del>{from ?? t("empty")}</del> {arrow()}{" "}
                          </>
                        )}
                        {to ?? t("empty")}
                      </span>
                    ))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {report.changes_left_out > 0 && (
        <p className={`${layout.foot} ${text.soft}`}>
          {tn("{count} more row changes a product.", "{count} more rows change a product.", report.changes_left_out)}
        </p>
      )}
    </Panel>
  );
}
