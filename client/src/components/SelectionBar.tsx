import type { ReactNode } from "react";
import { Button } from "@mantine/core";
import { t } from "@/lib/i18n";
import layout from "./Layout.module.css";
import classes from "./SelectionBar.module.css";

interface Props {
  label: string;
  /** How many of what. */
  count: string;
  children: ReactNode;
  onClear: () => void;
}

/** Over a list: what can be done with all that is selected in it. */
export function SelectionBar({ label, count, children, onClear }: Props) {
  return (
    <div className={`${layout.strip} ${classes.bar}`} role="region" aria-label={label}>
      <strong>{count}</strong>
      {children}
      <Button size="xs" variant="subtle" color="gray" onClick={onClear}>
        {t("Clear selection")}
      </Button>
    </div>
  );
}
