import { lazy, Suspense } from "react";
import { TextInput } from "@mantine/core";
import type { FieldValues } from "react-hook-form";
import type { SearchSelectProps } from "./SearchSelectField";

const SearchSelectField = lazy(() => import("./SearchSelectField"));

/** One of many that people find by typing. It weighs as much as a page, so until it is here the choice is only shown. */
export function SearchSelect<V extends FieldValues>(props: SearchSelectProps<V>) {
  const { form, name, label, description, data } = props;
  const chosen = data.find(({ value }) => value === form.getValues(name));
  return (
    <Suspense fallback={<TextInput label={label} description={description} value={chosen?.label ?? ""} readOnly />}>
      <SearchSelectField {...(props as unknown as SearchSelectProps<FieldValues>)} />
    </Suspense>
  );
}
