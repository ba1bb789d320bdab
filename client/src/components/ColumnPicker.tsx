import { IconColumns3 } from "@tabler/icons-react";
import { t } from "@/lib/i18n";
import { ActionMenu } from "./ActionMenu";
import { IconButton } from "./IconButton";
import { useTableParams } from "./tableParams";

export function ColumnPicker({ columns }: { columns: { id: string; header: string; fixed?: boolean }[] }) {
  const { hidden, setHidden } = useTableParams();
  const toggle = (id: string) => setHidden(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
  return (
    <span className="mantine-visible-from-xs">
      <ActionMenu
        target={
          <IconButton label={t("Columns")}>
            <IconColumns3 size={17} />
          </IconButton>
        }
        entries={columns
          .filter((column) => !column.fixed)
          .map(({ id, header }) => ({ label: header, checked: !hidden.includes(id), onClick: () => toggle(id) }))}
      />
    </span>
  );
}
