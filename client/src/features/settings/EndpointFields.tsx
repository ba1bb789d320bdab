import { useId } from "react";
import { TextInput } from "@mantine/core";
import type { UseFormReturn } from "react-hook-form";
import { field } from "@/components/forms";
import { t } from "@/lib/i18n";
import type { EndpointValues } from "./endpoint";
import { EventTypesField } from "./EventTypesField";
import classes from "./Settings.module.css";

export function EndpointFields({ form }: { form: UseFormReturn<EndpointValues> }) {
  // Two such forms may stand on the page: a new endpoint and one that is edited.
  const id = useId();
  return (
    <>
      <div className={classes.invite}>
        <TextInput
          label={t("URL")}
          type="url"
          placeholder={t("https://example.com/webhooks")}
          description={t("Where events are sent to, by https")}
          autoComplete="off"
          {...field(form, "url")}
          id={`${id}-url`}
        />
        <TextInput
          label={t("Description")}
          description={t("Optional")}
          autoComplete="off"
          {...field(form, "description")}
          id={`${id}-description`}
        />
      </div>
      <EventTypesField
        chosen={form.watch("event_types")}
        onChange={(chosen) => form.setValue("event_types", chosen, { shouldDirty: true })}
      />
    </>
  );
}
