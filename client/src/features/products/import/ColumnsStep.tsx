import { Alert, Button, Group, NativeSelect } from "@mantine/core";
import type { ImportChoices, ImportMapping, ImportPreview } from "@/api/types";
import { Panel } from "@/components/Page";
import { ProblemView } from "@/components/States";
import text from "@/components/Text.module.css";
import { t, tn } from "@/lib/i18n";
import { FIELDS, gapOf, guessOf, importFieldHint, importFieldName, samplesOf } from "./fields";
import classes from "./Import.module.css";
import { Options } from "./Options";
import { Questions } from "./Questions";

interface Props {
  file: string;
  preview: ImportPreview;
  mapping: ImportMapping;
  onMapping: (mapping: ImportMapping) => void;
  choices: ImportChoices;
  onChoices: (choices: ImportChoices) => void;
  busy: boolean;
  error: unknown;
  onBack: () => void;
  onNext: () => void;
}

/** The columns that the server matched, beside their first values. */
export function ColumnsStep({ file, preview, mapping, onMapping, choices, onChoices, busy, error, onBack, onNext }: Props) {
  const gap = gapOf(mapping);
  const guess = guessOf(preview);
  return (
    <Panel
      title={t("Match columns")}
      id="columns"
      aside={
        <span className={`${text.fine} ${text.long}`}>
          {t("{file} · {rows} · {columns}", {
            file,
            rows: tn("{count} row", "{count} rows", preview.row_count),
            columns: tn("{count} column", "{count} columns", preview.headers.length),
          })}
        </span>
      }
    >
      {!!error && <ProblemView error={error} />}
      {preview.template !== "unknown" && (
        <Alert variant="light" mb="md">
          {preview.template === "tenantry"
            ? t("Recognized as a Tenantry file.")
            : t(
                "Recognized as a product export from {shop}. Each variant becomes a product with its options in the name. Image-only rows are skipped.",
                { shop: preview.template_title },
              )}
        </Alert>
      )}
      <table className={classes.mapping} aria-label={t("Columns")}>
        <thead>
          <tr>
            <th scope="col">{t("In Tenantry")}</th>
            <th scope="col">{t("Column of your file")}</th>
            <th scope="col">{t("Sample values")}</th>
          </tr>
        </thead>
        <tbody>
          {FIELDS.map((field) => {
            const column = mapping[field];
            return (
              <tr key={field}>
                <th scope="row">
                  {importFieldName(field)}
                  <small>{importFieldHint(field)}</small>
                </th>
                <td>
                  <NativeSelect
                    aria-label={t("Column for {field}", { field: importFieldName(field) })}
                    value={column ?? ""}
                    data={[
                      { value: "", label: t("Not in the file") },
                      ...preview.headers.filter(Boolean).map((header) => ({ value: header, label: header })),
                    ]}
                    onChange={(event) => onMapping({ ...mapping, [field]: event.currentTarget.value || undefined })}
                  />
                  {column !== undefined && column === guess[field] && <small>{t("Matched automatically")}</small>}
                </td>
                <td className={`${text.fine} ${classes.samples}`}>
                  <Samples values={samplesOf(preview, column)} chosen={!!column} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <Questions questions={preview.questions} mapping={mapping} choices={choices} onChoices={onChoices} />
      <Options preview={preview} mapping={mapping} choices={choices} onChoices={onChoices} />
      {gap && (
        <p className={classes.gap} role="alert">
          {gap}
        </p>
      )}
      <Group mt="lg" gap="xs">
        <Button loading={busy} disabled={gap !== null} onClick={onNext}>
          {t("Check rows")}
        </Button>
        <Button variant="default" onClick={onBack}>
          {t("Choose another file")}
        </Button>
      </Group>
    </Panel>
  );
}

/** The first values of the column that was chosen, if one was. */
function Samples({ values, chosen }: { values: string[]; chosen: boolean }) {
  if (values.length > 0) return values.map((value) => <span key={value}>{value}</span>);
  return chosen ? t("empty in the first rows") : "–";
}
