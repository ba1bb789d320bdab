import { useEffect, useRef } from "react";
import { PinInput } from "@mantine/core";
import { t } from "@/lib/i18n";

interface Props {
  value: string;
  onChange: (code: string) => void;
  onComplete: (code: string) => void;
  describedBy?: string;
  disabled?: boolean;
  wrong?: boolean;
}

/** Six boxes for six digits: typed, pasted, or filled in by the device. */
export function CodeBoxes({ value, onChange, onComplete, describedBy, disabled, wrong }: Props) {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // At first, and when a wrong code was taken away.
    if (!disabled && value === "") root.current?.querySelector("input")?.focus();
  }, [disabled, value]);
  return (
    <PinInput
      rootRef={root}
      dir="ltr"
      role="group"
      aria-label={t("Code of the app")}
      aria-describedby={describedBy}
      length={6}
      type="number"
      inputMode="numeric"
      autoFocus
      oneTimeCode
      placeholder=""
      size="md"
      value={value}
      error={wrong}
      disabled={disabled}
      getInputProps={(index) => ({ "aria-label": t("Digit {number} of 6", { number: index + 1 }) })}
      onChange={onChange}
      onComplete={onComplete}
    />
  );
}
