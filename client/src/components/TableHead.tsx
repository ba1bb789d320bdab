/** The name of a column; figures stand at the end of theirs, and so does its name. */
type Head = string | { end: string };

export function TableHead({ columns }: { columns: Head[] }) {
  return (
    <thead>
      <tr>
        {columns.map((column) => {
          const [name, align] = typeof column === "string" ? [column] : [column.end, "end"];
          return (
            <th key={name} scope="col" data-align={align}>
              {name}
            </th>
          );
        })}
      </tr>
    </thead>
  );
}
