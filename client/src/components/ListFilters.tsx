import { SegmentedControl } from "@mantine/core";
import { DayField } from "./DayField";
import { FilterBar, FilterSelect, FilterText, SearchField } from "./FilterBar";
import type { List } from "./useList";

interface Option {
  value: string;
  label: string;
}

/** One filter of a list: what it is called in the address and on the screen, and how it is set. */
export type Filter<K extends string> = { name: K; label: string } & (
  | { kind: "search" }
  /** Typed; `read` says what is taken of it, for instance nothing of what is no amount. */
  | {
      kind: "text";
      width: number;
      placeholder?: string;
      known?: string[];
      read?: (text: string) => string | undefined;
      /** What is said of a text that `read` takes nothing of. */
      unread?: string;
    }
  | { kind: "choice"; width: number; any: string; options: Option[] }
  /** Says which of a few lists is shown, and narrows none; the first stands without a word in the address. */
  | { kind: "switch"; options: Option[]; replace?: boolean }
  | { kind: "day"; min?: string; max?: string }
);

export interface Filters<K extends string> {
  /** In sight on every screen. */
  shown: Filter<K>[];
  /** Behind a button on phones. */
  folded?: Filter<K>[];
}

interface Props<K extends string> extends Filters<K> {
  list: Pick<List<unknown, K>, "filters" | "setFilters" | "active">;
}

/** The filters of a list, and the way to be rid of them. */
export function ListFilters<K extends string>({ list, shown, folded = [] }: Props<K>) {
  const { filters, setFilters, active } = list;
  const set = (filter: Filter<K>) => {
    const seldom = filter.kind === "search" || (filter.kind === "switch" && filter.replace);
    return (value: string | undefined) => setFilters({ [filter.name]: value } as Record<K, string | undefined>, { replace: seldom });
  };
  const fields = (some: Filter<K>[]) =>
    some.map((filter) => <FilterField key={filter.name} filter={filter} value={filters[filter.name]} onChange={set(filter)} />);
  const all = [...shown, ...folded];
  const none = Object.fromEntries(all.map(({ name }) => [name, undefined])) as Record<K, undefined>;
  return (
    <FilterBar
      search={fields(shown)}
      active={folded.filter(({ kind, name }) => kind !== "switch" && active.includes(name)).length}
      onClear={all.some(({ name }) => active.includes(name)) ? () => setFilters(none) : undefined}
    >
      {folded.length > 0 && fields(folded)}
    </FilterBar>
  );
}

/** Whether rows are left out: a switch alone does not do that. */
export function isNarrowed<K extends string>({ shown, folded = [] }: Filters<K>, active: K[]): boolean {
  const switches = [...shown, ...folded].filter(({ kind }) => kind === "switch").map(({ name }) => name);
  return active.some((name) => !switches.includes(name));
}

interface FieldProps<K extends string> {
  filter: Filter<K>;
  value: string | undefined;
  onChange: (value: string | undefined) => void;
}

function FilterField<K extends string>({ filter, value, onChange }: FieldProps<K>) {
  switch (filter.kind) {
    case "search":
      return <SearchField label={filter.label} value={value ?? ""} onChange={onChange} />;
    case "text": {
      const { label, placeholder, known, width, unread, read = (text) => text } = filter;
      const settle = (text: string) => onChange(read(text));
      const check = (text: string) => (text && read(text) === undefined ? unread : undefined);
      return (
        <FilterText
          label={label}
          placeholder={placeholder}
          known={known}
          width={width}
          value={value ?? ""}
          check={check}
          onSettle={settle}
        />
      );
    }
    case "choice": {
      const { label, any, options, width } = filter;
      return <FilterSelect label={label} any={any} options={options} width={width} value={value} onChange={onChange} />;
    }
    case "switch": {
      const usual = filter.options[0]?.value;
      const chosen = filter.options.find((option) => option.value === value)?.value ?? usual;
      return (
        <SegmentedControl
          size="xs"
          aria-label={filter.label}
          value={chosen}
          onChange={(next) => onChange(next === usual ? undefined : next)}
          data={filter.options}
        />
      );
    }
    case "day":
      return <DayField label={filter.label} value={value} min={filter.min} max={filter.max} onChange={onChange} />;
  }
}
