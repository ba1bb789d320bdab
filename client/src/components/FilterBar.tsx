import { useEffect, useId, useState, type ReactNode } from "react";
import { Button, CloseButton, NativeSelect, TextInput } from "@mantine/core";
import { IconFilter, IconSearch } from "@tabler/icons-react";
import { useDebounced } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import classes from "./FilterBar.module.css";
import layout from "./Layout.module.css";

interface Props {
  search: ReactNode;
  /** How many filters besides the search narrow the list; phones fold them away. */
  active: number;
  onClear?: () => void;
  children?: ReactNode;
}

export function FilterBar({ search, active, onClear, children }: Props) {
  const [open, setOpen] = useState(false);
  return (
    <div className={`${layout.strip} ${classes.bar}`} role="search" data-open={open || undefined}>
      <div className={`${layout.row} ${classes.search}`}>
        {search}
        {children && (
          <Button
            className={classes.toggle}
            size="xs"
            variant="default"
            leftSection={<IconFilter size={14} />}
            aria-expanded={open}
            onClick={() => setOpen(!open)}
          >
            {active > 0 ? t("Filters ({count})", { count: active }) : t("Filters")}
          </Button>
        )}
      </div>
      {children && <div className={`${layout.row} ${classes.filters}`}>{children}</div>}
      {onClear && (
        <Button className={classes.clear} size="xs" variant="subtle" onClick={onClear}>
          {t("Clear")}
        </Button>
      )}
    </div>
  );
}

/** Searches while typing, but not at each key. */
export function SearchField({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  const settled = useDebounced(text);
  useEffect(() => setText(value), [value]);
  useEffect(() => {
    if (settled !== value && settled === text) onChange(settled.trim());
    // Only what was typed and has settled is sent on; a change from outside is taken over above.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [settled]);
  return (
    <TextInput
      className={classes.field}
      size="xs"
      type="search"
      data-search
      aria-label={label}
      placeholder={label}
      value={text}
      leftSection={<IconSearch size={14} aria-hidden />}
      rightSection={text ? <CloseButton size="xs" aria-label={t("Clear the search")} onClick={() => (setText(""), onChange(""))} /> : null}
      onChange={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Enter") onChange(text.trim());
        if (event.key === "Escape" && text) {
          event.stopPropagation();
          setText("");
          onChange("");
        }
      }}
    />
  );
}

interface FilterTextProps {
  label: string;
  placeholder?: string;
  value: string;
  width: number;
  onSettle: (text: string) => void;
  /** What is wrong with a text, or nothing. */
  check?: (text: string) => string | undefined;
  /** What is offered while typing. */
  known?: string[];
}

/** A filter that is typed: taken on Enter and when the field is left. */
export function FilterText({ label, placeholder, value, width, onSettle, known, check }: FilterTextProps) {
  const [text, setText] = useState(value);
  const [wrong, setWrong] = useState<string>();
  const list = useId();
  useEffect(() => setText(value), [value]);
  const settle = () => {
    const problem = check?.(text.trim());
    setWrong(problem);
    // A filter that can't be read is no filter, and the list says by which one it is narrowed.
    if (!problem && text.trim() !== value) onSettle(text.trim());
  };
  return (
    <>
      <TextInput
        size="xs"
        w={width}
        aria-label={label}
        placeholder={placeholder ?? label}
        value={text}
        list={known && list}
        error={wrong}
        onChange={(event) => {
          setWrong(undefined);
          setText(event.currentTarget.value);
          // A choice from the list is no typing and needs no Enter.
          if (known?.includes(event.currentTarget.value)) onSettle(event.currentTarget.value);
        }}
        onBlur={settle}
        onKeyDown={(event) => event.key === "Enter" && settle()}
      />
      {known && <Suggestions id={list} values={known} />}
    </>
  );
}

export function Suggestions({ id, values }: { id: string; values: string[] }) {
  return (
    <datalist id={id}>
      {values.map((value) => (
        <option key={value} value={value} />
      ))}
    </datalist>
  );
}

interface FilterSelectProps {
  label: string;
  any: string;
  value: string | undefined;
  width: number;
  options: { value: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

/** The browser's own list: it knows the keyboard and the phone, and weighs nothing. */
export function FilterSelect({ label, any, value, width, options, onChange }: FilterSelectProps) {
  return (
    <NativeSelect
      size="xs"
      w={width}
      aria-label={label}
      value={value ?? ""}
      data={[{ value: "", label: any }, ...options]}
      onChange={(event) => onChange(event.currentTarget.value || undefined)}
    />
  );
}
