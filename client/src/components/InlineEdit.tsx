import { useRef, useState, type KeyboardEvent } from "react";
import { TextInput } from "@mantine/core";
import { t } from "@/lib/i18n";
import classes from "./InlineEdit.module.css";

interface Props {
  /** What is edited, of what: read out, since a cell has no label of its own. */
  label: string;
  value: string;
  shown: string;
  disabled?: boolean;
  inputMode?: "decimal" | "numeric";
  /** Gives back what is wrong, or nothing. */
  check: (text: string) => string | null;
  onSave: (text: string) => void;
}

/** A cell that turns into a field: Enter saves, Escape leaves it as it was. */
export function InlineEdit({ label, value, shown, disabled, inputMode, check, onSave }: Props) {
  const [draft, setDraft] = useState<string | null>(null);
  const button = useRef<HTMLButtonElement>(null);
  const problem = draft === null ? null : check(draft);
  if (disabled) return <span>{shown}</span>;
  const close = (focus: boolean) => {
    setDraft(null);
    if (focus) requestAnimationFrame(() => button.current?.focus());
  };
  const save = (focus: boolean) => {
    if (draft === null || problem) return;
    if (draft.trim() !== value) onSave(draft);
    close(focus);
  };
  if (draft === null) {
    return (
      <button
        ref={button}
        type="button"
        className={classes.show}
        aria-label={t("{label}: {value}. Edit", { label, value: shown })}
        onClick={() => setDraft(value)}
      >
        {shown}
      </button>
    );
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") {
      event.preventDefault();
      save(true);
    } else if (event.key === "Escape") {
      event.stopPropagation();
      close(true);
    }
  };
  return (
    <TextInput
      className={classes.input}
      size="xs"
      autoFocus
      aria-label={label}
      inputMode={inputMode}
      value={draft}
      error={problem}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setDraft(event.currentTarget.value)}
      onKeyDown={onKeyDown}
      onBlur={() => (problem ? close(false) : save(false))}
    />
  );
}
