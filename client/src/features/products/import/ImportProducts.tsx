import { useRef, useState } from "react";
import { Button, Group } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "react-router";
import { importProducts, previewImport, type Reading, tryImport } from "@/api/imports";
import { products, usage } from "@/api/queries";
import type { ImportChoices, ImportMapping, ImportPreview, ImportReport } from "@/api/types";
import { LeaveGuard } from "@/components/forms";
import { Page, Panel } from "@/components/Page";
import { StaffOnly } from "@/components/StaffOnly";
import { ProblemView } from "@/components/States";
import { t, tn } from "@/lib/i18n";
import { uuid } from "@/lib/ids";
import { ColumnsStep } from "./ColumnsStep";
import { guessOf } from "./fields";
import { FileStep } from "./FileStep";
import classes from "./Import.module.css";
import { Questions } from "./Questions";
import { Changes, Counts, Rejected, Remarks } from "./Report";

interface Chosen {
  file: File;
  preview: ImportPreview;
  /** One key for one file read one way: pressing again gets the first report. */
  key: string;
}

type Step = "file" | "columns" | "check" | "done";

export function ImportProducts() {
  return (
    <Page title={t("Import products")} narrow back={{ to: "/products", label: t("Products") }}>
      <StaffOnly>
        <Wizard />
      </StaffOnly>
    </Page>
  );
}

/** File, columns, a dry run that shows everything, and only then the import. */
function Wizard() {
  const client = useQueryClient();
  const [step, setStep] = useState<Step>("file");
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [mapping, setMapping] = useState<ImportMapping>({});
  const [choices, setChoices] = useState<ImportChoices>({});
  const top = useRef<HTMLDivElement>(null);
  const go = (next: Step) => {
    setStep(next);
    // What has changed begins here, for eyes and ears.
    requestAnimationFrame(() => top.current?.focus());
  };
  const reading: Reading = { template: chosen?.preview.template ?? "unknown", mapping, choices };
  /** Read another way, it is another import. */
  const anotherWay = () => setChosen((before) => before && { ...before, key: uuid() });

  const look = useMutation({
    mutationFn: (file: File) => previewImport(file),
    onSuccess: (preview, file) => {
      setChosen({ file, preview, key: uuid() });
      setMapping(guessOf(preview));
      setChoices({});
      go("columns");
    },
  });
  const dry = useMutation({
    mutationFn: ({ file, reading }: { file: File; reading: Reading }) => tryImport(file, reading),
    onSuccess: () => go("check"),
  });
  const real = useMutation({
    mutationFn: (chosen: Chosen) => importProducts(chosen.file, reading, chosen.key),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: products.key });
      void client.invalidateQueries({ queryKey: usage.key });
      go("done");
    },
  });
  const anew = () => {
    setChosen(null);
    [look, dry, real].forEach((mutation) => mutation.reset());
    go("file");
  };

  return (
    <>
      <Steps current={step} />
      <div ref={top} tabIndex={-1} className={classes.step}>
        {step === "file" && <FileStep busy={look.isPending} error={look.error} onFile={(file) => look.mutate(file)} />}
        {step === "columns" && chosen && (
          <ColumnsStep
            file={chosen.file.name}
            preview={chosen.preview}
            mapping={mapping}
            onMapping={(next) => {
              setMapping(next);
              anotherWay();
            }}
            choices={choices}
            onChoices={(next) => {
              setChoices(next);
              anotherWay();
            }}
            busy={dry.isPending}
            error={dry.error}
            onBack={anew}
            onNext={() => dry.mutate({ file: chosen.file, reading })}
          />
        )}
        {step === "check" && chosen && dry.data && (
          <>
            <Panel title={t("Check before importing")} id="check">
              {!!real.error && <ProblemView error={real.error} />}
              <Counts report={dry.data} />
              <p className={classes.aside}>{outlook(dry.data)}</p>
              <Questions
                questions={dry.data.questions.filter(({ code }) => !isRejected(dry.data, code))}
                mapping={mapping}
                choices={choices}
                onChoices={(next) => {
                  setChoices(next);
                  anotherWay();
                  dry.mutate({ file: chosen.file, reading: { ...reading, choices: next } });
                }}
              />
              <Group gap="xs" mt="md">
                <Button
                  loading={real.isPending || dry.isPending}
                  disabled={dry.data.counts.create + dry.data.counts.update === 0}
                  onClick={() => real.mutate(chosen)}
                >
                  {tn("Import {count} product", "Import {count} products", dry.data.counts.create + dry.data.counts.update)}
                </Button>
                <Button variant="default" disabled={real.isPending} onClick={() => go("columns")}>
                  {t("Back to columns")}
                </Button>
              </Group>
            </Panel>
            <Rejected file={chosen.file} reading={reading} report={dry.data} />
            <Remarks report={dry.data} />
            <Changes report={dry.data} />
          </>
        )}
        {step === "done" && chosen && real.data && (
          <>
            <Panel title={t("Imported")} id="imported">
              <p className={classes.done} role="status">
                <IconCircleCheck size={20} aria-hidden /> {t("{file} is imported.", { file: chosen.file.name })}
              </p>
              <Counts report={real.data} />
              <Group gap="xs">
                <Button component={Link} to="/products">
                  {t("View products")}
                </Button>
                <Button variant="default" onClick={anew}>
                  {t("Import another file")}
                </Button>
              </Group>
            </Panel>
            <Rejected file={chosen.file} reading={reading} report={real.data} />
            <Remarks report={real.data} />
          </>
        )}
      </div>
      <LeaveGuard dirty={step === "columns" || step === "check"} />
    </>
  );
}

/** What an import of a file would do, in a sentence. */
function outlook({ counts }: ImportReport): string {
  if (counts.create + counts.update === 0) return t("There is nothing to do with this file.");
  if (counts.error > 0) return t("Rejected rows are left out; the others are imported. Nothing has changed yet.");
  return t("Nothing has changed yet.");
}

/** What the rejected rows say already is not asked beside them. */
const isRejected = (report: ImportReport, code: string) =>
  code === "price_column" && report.rejections.some((group) => group.code === "no_price_column");

function Steps({ current }: { current: Step }) {
  const steps: [Step, string][] = [
    ["file", t("File")],
    ["columns", t("Columns")],
    ["check", t("Check")],
    ["done", t("Done")],
  ];
  const at = steps.findIndex(([step]) => step === current);
  return (
    <ol className={classes.steps} aria-label={t("Steps")}>
      {steps.map(([step, label], index) => (
        <li key={step} aria-current={step === current ? "step" : undefined} data-past={index < at || undefined}>
          <span aria-hidden>{index + 1}</span> {label}
        </li>
      ))}
    </ol>
  );
}
