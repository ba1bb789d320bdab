/** The one list of the app: what it lists is described, how it behaves is the same everywhere. */
import type { ReactNode } from "react";
import { Button } from "@mantine/core";
import type { CsvFile } from "@/api/csv";
import type { ListName, Page as Rows } from "@/api/types";
import { fileName } from "@/lib/files";
import { t } from "@/lib/i18n";
import { useRememberedList } from "@/lib/lists";
import { queryOf, type Named } from "@/lib/url";
import { Answer } from "./Answer";
import { ColumnPicker } from "./ColumnPicker";
import { DataTable, type Column, type Selection } from "./DataTable";
import { ExportButton } from "./ExportButton";
import { isNarrowed, ListFilters, type Filters } from "./ListFilters";
import { useFormat } from "./me";
import { Page, Panel } from "./Page";
import { Pager } from "./Pager";
import { SavedViews } from "./SavedViews";
import { Empty } from "./States";
import type { List } from "./useList";

interface Words {
  title: string;
  text?: ReactNode;
}

interface Props<T extends object, K extends string> {
  title: string;
  lead?: string;
  /** From `useList`. */
  list: List<T, K>;
  columns: Column<T>[];
  rowId: (row: T) => string;
  filters: Filters<K>;
  /** Above the filters: the same list by one of its properties. */
  tabs?: ReactNode;
  /** Filters kept under a name; without it, the list has none. */
  views?: { of: ListName; filtersOf: (query: URLSearchParams) => Named<K> };
  /** All that the filters find, as a file. */
  exported?: { read: () => Promise<CsvFile>; disabled?: boolean };
  actions?: ReactNode;
  /** Rows can be chosen; the bar says what can be done with those that are. */
  selection?: false | (Selection<T> & { bar: ReactNode });
  icon: ReactNode;
  /** Nothing is left of the rows by the filters. */
  noMatch: Words;
  /** There are no rows, and what to do about it. */
  empty: Words & { icon?: ReactNode; action?: ReactNode };
  /** What lies over the page. */
  children?: ReactNode;
}

export function ListPage<T extends object, K extends string>(props: Props<T, K>) {
  const { title, lead, list, columns, filters, tabs, views, exported, actions, selection, children } = props;
  const data = list.answer.data;
  useRememberedList();
  const { today } = useFormat();
  // "orders-shipped-2026-03-01-2026-03-31": what was left out is told by the name.
  const named = () => fileName([title, ...list.active.map((name) => list.filters[name])].join(" "), today(), "csv");
  return (
    <Page
      title={title}
      lead={lead}
      actions={
        <>
          <ColumnPicker columns={columns} />
          {exported && (
            <ExportButton
              label={t("Export what the filters show")}
              read={exported.read}
              named={named}
              disabled={exported.disabled || !!list.wrong}
            />
          )}
          {actions}
        </>
      }
    >
      <Panel flush>
        {tabs}
        <ListFilters list={list} {...filters} />
        {views && <SavedViews list={views.of} query={queryOf(list.wanted)} onApply={(query) => list.setFilters(views.filtersOf(query))} />}
        {selection && selection.bar}
        {list.wrong ? (
          <Empty icon={props.icon} title={list.wrong} action={<ClearFilters onClick={list.clear} />} />
        ) : (
          <>
            <Answer query={list.answer} lines={9} flush>
              {(data) => <Found {...props} data={data} />}
            </Answer>
            <Pager nextCursor={data?.next_cursor} />
          </>
        )}
      </Panel>
      {children}
    </Page>
  );
}

const ClearFilters = ({ onClick }: { onClick: () => void }) => (
  <Button variant="default" onClick={onClick}>
    {t("Clear the filters")}
  </Button>
);

function Found<T extends object, K extends string>(props: Props<T, K> & { data: Rows<T> }) {
  const { title, list, columns, rowId, filters, selection, icon, noMatch, empty, data } = props;
  if (data.items.length > 0) {
    return (
      <DataTable
        label={title}
        columns={columns}
        rows={data.items}
        rowId={rowId}
        busy={list.answer.isPlaceholderData}
        complete={!list.more}
        selection={selection || undefined}
      />
    );
  }
  if (data.next_cursor || isNarrowed(filters, list.active)) {
    return (
      <Empty icon={icon} title={noMatch.title} action={<ClearFilters onClick={list.clear} />}>
        {noMatch.text}
      </Empty>
    );
  }
  return (
    <Empty icon={empty.icon ?? icon} title={empty.title} action={empty.action}>
      {empty.text}
    </Empty>
  );
}
