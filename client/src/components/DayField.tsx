import { TextInput } from "@mantine/core";
import { isDay, type Day } from "@/lib/time";
import classes from "./DayField.module.css";

interface Props {
  label: string;
  value?: string;
  min?: string;
  max?: string;
  onChange: (day: Day | undefined) => void;
}

/** The browser's own date field: it knows the reader's calendar, keyboard and phone. */
export function DayField({ label, value, min, max, onChange }: Props) {
  return (
    <label className={classes.day}>
      <span>{label}</span>
      <TextInput
        size="xs"
        type="date"
        value={value ?? ""}
        min={min}
        max={max}
        onChange={(event) => {
          const day = event.currentTarget.value;
          if (day === "" || isDay(day)) onChange(day || undefined);
        }}
      />
    </label>
  );
}
