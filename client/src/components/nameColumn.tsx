import type { ReactNode } from "react";
import { Link } from "react-router";
import type { Column } from "./DataTable";
import text from "./Text.module.css";

interface Named<T> {
  id: string;
  header: string;
  name: (row: T) => string;
  /** The row's own page. */
  to: (row: T) => string;
  /** A number or a code, which is not read in two lines. */
  whole?: boolean;
  /** What stands with the name. */
  beside?: (row: T) => ReactNode;
}

/** The column that says what a row is and leads to its page: always there, and the head of the card on a phone. */
export const nameColumn = <T,>({ id, header, name, to, whole, beside }: Named<T>): Column<T> => ({
  id,
  header,
  primary: true,
  fixed: true,
  value: (row) => name(row).toLowerCase(),
  cell: (row) => (
    <>
      <Link to={to(row)} className={whole ? `${text.name} ${text.line}` : text.name}>
        {name(row)}
      </Link>
      {beside?.(row)}
    </>
  ),
});
