/**
 * The one table of the app. It is a real table for eyes and ears, as wide as its sheet and never wider: where room is
 * scarce, columns that say so move below the row's name, and on a phone a row is two or three lines. Nothing is hidden
 * that is not said elsewhere in the row, and nothing is read out twice.
 */
import { useEffect, useMemo, useRef, type MouseEventHandler, type ReactNode } from "react";
import { IconArrowDown, IconArrowUp, IconArrowsSort } from "@tabler/icons-react";
import {
  columnVisibilityFeature,
  createColumnHelper,
  createSortedRowModel,
  metaHelper,
  rowSelectionFeature,
  rowSortingFeature,
  sortFn_alphanumeric,
  tableFeatures,
  useTable,
  type RowSelectionState,
} from "@tanstack/react-table";
import { t } from "@/lib/i18n";
import classes from "./DataTable.module.css";
import { useTableParams } from "./tableParams";

export interface Column<T> {
  id: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** What the column sorts by; without it, it does not. */
  value?: (row: T) => string | number;
  compare?: (a: T, b: T) => number;
  align?: "end";
  /** The heading of the card on a phone. */
  primary?: boolean;
  /** Can't be hidden. */
  fixed?: boolean;
  width?: string;
  /** No room for its name on a card. */
  bare?: boolean;
  /**
   * Where it goes when room is scarce: below the row's name, to the end of the first line on a phone, to the line
   * under it, or away, since the row's own page says it. A table with one of these has lines on a phone, others cards.
   */
  narrow?: "below" | "end" | "line" | "away";
}

export interface Selection<T> {
  selected: ReadonlySet<string>;
  onChange: (selected: Set<string>) => void;
  /** Of a row, for a reader who does not see which one a box stands in. */
  name: (row: T) => string;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: T[];
  rowId: (row: T) => string;
  selection?: Selection<T>;
  /** Dimmed while the next page is on its way. */
  busy?: boolean;
  /** These are all the rows that there are: only then do columns sort, since a sorted part of a list misleads. */
  complete?: boolean;
}

interface Meta {
  column: Column<unknown>;
}

const NONE: { id: string; desc: boolean }[] = [];

const ORDER = { asc: "ascending", desc: "descending" } as const;

const features = tableFeatures({
  rowSortingFeature,
  columnVisibilityFeature,
  rowSelectionFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric },
  columnMeta: metaHelper<Meta>(),
});

export function DataTable<T extends object>({ label, columns, rows, rowId, selection, busy, complete = true }: Props<T>) {
  const { sorting: wanted, setSorting, hidden } = useTableParams();
  const sorting = complete ? wanted : NONE;
  const lines = columns.some((column) => column.narrow);
  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return columns.map((column) =>
      helper.accessor((row): unknown => column.value?.(row) ?? "", {
        id: column.id,
        enableSorting: complete && (!!column.value || !!column.compare),
        sortFn: column.compare ? (a, b) => column.compare!(a.original, b.original) : "alphanumeric",
        sortDescFirst: false,
        meta: { column: column as Column<unknown> },
      }),
    );
  }, [columns, complete]);
  const rowSelection = useMemo<RowSelectionState>(
    () => Object.fromEntries([...(selection?.selected ?? [])].map((id) => [id, true])),
    [selection?.selected],
  );
  const columnVisibility = useMemo(() => Object.fromEntries(hidden.map((id) => [id, false])), [hidden]);
  const table = useTable({
    features,
    data: rows,
    columns: defs,
    getRowId: rowId,
    enableMultiSort: false,
    state: { sorting, columnVisibility, rowSelection },
    onSortingChange: (update) => setSorting(typeof update === "function" ? update(sorting) : update),
    onRowSelectionChange: (update) => {
      const next = typeof update === "function" ? update(rowSelection) : update;
      selection?.onChange(new Set(Object.keys(next).filter((id) => next[id])));
    },
  });

  return (
    <div className={classes.scroll} data-busy={busy || undefined}>
      <table className={classes.table} data-lines={lines || undefined} aria-label={label} aria-busy={busy || undefined}>
        <thead className={classes.head}>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {selection && (
                <th className={classes.check} scope="col">
                  <Box
                    label={t("Select all on this page")}
                    checked={rows.length > 0 && table.getIsAllRowsSelected()}
                    some={table.getIsSomeRowsSelected()}
                    onChange={table.getToggleAllRowsSelectedHandler()}
                  />
                </th>
              )}
              {group.headers.map((header) => {
                const column = header.column.columnDef.meta!.column;
                const sorted = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    data-align={column.align}
                    data-narrow={column.narrow}
                    style={{ width: column.width }}
                    aria-sort={sorted ? ORDER[sorted] : undefined}
                  >
                    <ColumnName
                      column={column}
                      sorted={sorted}
                      onSort={header.column.getCanSort() ? header.column.getToggleSortingHandler() : undefined}
                    />
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {table.getRowModel().rows.map((row) => (
            <tr key={row.id} data-selected={row.getIsSelected() || undefined}>
              {selection && (
                <td className={classes.check}>
                  <Box
                    label={t("Select {name}", { name: selection.name(row.original) })}
                    checked={row.getIsSelected()}
                    onChange={row.getToggleSelectedHandler()}
                  />
                </td>
              )}
              {row.getVisibleCells().map((cell) => {
                const column = columnOf<T>(cell);
                return (
                  <td
                    key={cell.id}
                    data-align={column.align}
                    data-primary={column.primary}
                    data-bare={column.bare}
                    data-narrow={column.narrow}
                    data-label={column.header}
                  >
                    {column.cell(row.original)}
                    {column.primary && <Below columns={row.getVisibleCells().map(columnOf<T>)} row={row.original} />}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface BoxProps {
  label: string;
  checked: boolean;
  some?: boolean;
  onChange: (event: unknown) => void;
}

/** The browser's own: there is one in each of fifty rows, and those of the kit are eight elements each. */
function Box({ label, checked, some = false, onChange }: BoxProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = some;
  }, [some]);
  return <input ref={box} type="checkbox" className={classes.box} aria-label={label} checked={checked} onChange={onChange} />;
}

const columnOf = <T,>(cell: { column: { columnDef: { meta?: Meta } } }) => cell.column.columnDef.meta!.column as Column<T>;

/** What moves below the row's name where room is scarce; otherwise it is not there, for ears neither. */
function Below<T>({ columns, row }: { columns: Column<T>[]; row: T }) {
  const below = columns.filter(({ narrow, value }) => narrow === "below" && value?.(row) !== "");
  if (below.length === 0) return null;
  return (
    <span className={classes.below}>
      {below.map((column) => (
        <span key={column.id}>{column.cell(row)}</span>
      ))}
    </span>
  );
}

type Sorted = false | "asc" | "desc";

/** Where a column sorts, its name is the button for it. */
function ColumnName({ column, sorted, onSort }: { column: Column<unknown>; sorted: Sorted; onSort?: MouseEventHandler }) {
  if (onSort) {
    return (
      <button type="button" className={classes.sort} onClick={onSort}>
        {column.header}
        <SortIcon sorted={sorted} />
      </button>
    );
  }
  return column.bare ? <span className="visually-hidden">{column.header}</span> : column.header;
}

function SortIcon({ sorted }: { sorted: Sorted }) {
  if (sorted === "asc") return <IconArrowUp size={13} aria-hidden />;
  if (sorted === "desc") return <IconArrowDown size={13} aria-hidden />;
  return <IconArrowsSort size={13} className={classes.unsorted} aria-hidden />;
}
