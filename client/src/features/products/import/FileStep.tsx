import { useId, useRef, useState } from "react";
import { Button } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { importTemplate } from "@/api/imports";
import { Panel } from "@/components/Page";
import { ProblemView } from "@/components/States";
import { useDownload } from "@/components/useDownload";
import { t } from "@/lib/i18n";
import classes from "./Import.module.css";

interface Props {
  busy: boolean;
  error: unknown;
  onFile: (file: File) => void;
}

/** A file is dropped, or chosen by the button that keyboards and phones know. */
export function FileStep({ busy, error, onFile }: Props) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const hint = useId();
  const template = useDownload(importTemplate);
  return (
    <Panel title={t("Choose a file")} id="file">
      {!!error && <ProblemView error={error} />}
      <div
        className={classes.drop}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const file = event.dataTransfer.files[0];
          if (file) onFile(file);
        }}
      >
        <IconFileSpreadsheet size={34} stroke={1.4} aria-hidden />
        <p>{t("Drop a CSV file here, or")}</p>
        <Button loading={busy} onClick={() => input.current?.click()} aria-describedby={hint}>
          {t("Choose a CSV file")}
        </Button>
        <input
          ref={input}
          className="visually-hidden"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          aria-label={t("CSV file")}
          tabIndex={-1}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            // The same file may be chosen again, once it is fixed.
            event.currentTarget.value = "";
            if (file) onFile(file);
          }}
        />
        <small id={hint}>
          {t(
            "At most 4 MB and 10,000 rows, separated by comma, semicolon or tab. Product exports from Shopify, WooCommerce, Wix, Squarespace, Magento and other shops work as they are.",
          )}
        </small>
      </div>
      <p className={classes.aside}>
        {t("You see every change before anything is imported.")}{" "}
        <button type="button" className={classes.link} disabled={template.isPending} onClick={() => template.mutate()}>
          {t("Download our template")}
        </button>
      </p>
    </Panel>
  );
}
