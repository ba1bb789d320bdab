import { Select } from "@mantine/core";
import { useController, type FieldValues, type Path, type UseFormReturn } from "react-hook-form";
import { t } from "@/lib/i18n";

export interface SearchSelectProps<V extends FieldValues> {
  form: UseFormReturn<V>;
  name: Path<V>;
  label: string;
  description?: string;
  data: { value: string; label: string }[];
}

/** One of many that people find by typing a part of its label. */
export default function SearchSelectField<V extends FieldValues>({ form, name, label, description, data }: SearchSelectProps<V>) {
  const { field, fieldState } = useController({ control: form.control, name });
  return (
    <Select
      id={`field-${name}`}
      label={label}
      description={description}
      data={data}
      value={field.value as string}
      onChange={(value) => value && field.onChange(value)}
      onBlur={field.onBlur}
      error={fieldState.error?.message}
      nothingFoundMessage={t("No matches")}
      searchable
      allowDeselect={false}
      selectFirstOptionOnChange
    />
  );
}
