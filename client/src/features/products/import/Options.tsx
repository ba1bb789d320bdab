import { NativeSelect, Stack, Switch } from "@mantine/core";
import type { ImportChoices, ImportMapping, ImportPreview } from "@/api/types";
import { t } from "@/lib/i18n";
import { DRAFTS, draftsName, setsStock } from "./fields";
import classes from "./Import.module.css";

interface Props {
  preview: ImportPreview;
  mapping: ImportMapping;
  choices: ImportChoices;
  onChoices: (choices: ImportChoices) => void;
}

/** What counts for the whole file and has a safe default. */
export function Options({ preview, mapping, choices, onChoices }: Props) {
  return (
    <Stack gap="md" mt="lg" className={classes.options}>
      {mapping.inventory && (
        <Switch
          label={t("Update stock too")}
          description={
            mapping.price
              ? t("Sets the stock of products you already have to what the file says. New products always take it from the file.")
              : t(
                  "No column holds the price, so this file is a stock count: it sets the stock of products you already have and creates none.",
                )
          }
          checked={setsStock(mapping, choices)}
          onChange={(event) => onChoices({ ...choices, stock: event.currentTarget.checked ? "set" : "keep" })}
        />
      )}
      {preview.template !== "tenantry" && preview.template !== "unknown" && (
        <NativeSelect
          className={classes.narrow}
          label={t("Drafts and hidden products")}
          value={choices.drafts ?? "archived"}
          data={DRAFTS.map((value) => ({ value, label: draftsName(value) }))}
          onChange={(event) => onChoices({ ...choices, drafts: event.currentTarget.value as ImportChoices["drafts"] })}
        />
      )}
    </Stack>
  );
}
