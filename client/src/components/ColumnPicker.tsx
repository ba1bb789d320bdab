import { ActionIcon, Checkbox, Menu, Tooltip } from "@mantine/core";
import { IconColumns3 } from "@tabler/icons-react";
import { t } from "@/lib/i18n";
import { useTableParams } from "./DataTable";

export function ColumnPicker({ columns }: { columns: { id: string; header: string; fixed?: boolean }[] }) {
  const { hidden, setHidden } = useTableParams();
  const toggle = (id: string) => setHidden(hidden.includes(id) ? hidden.filter((other) => other !== id) : [...hidden, id]);
  return (
    <Menu closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t("Columns")}>
          <ActionIcon variant="default" size={34} aria-label={t("Columns")} visibleFrom="xs">
            <IconColumns3 size={17} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.filter((column) => !column.fixed).map((column) => (
          <Menu.Item
            key={column.id}
            role="menuitemcheckbox"
            aria-checked={!hidden.includes(column.id)}
            onClick={() => toggle(column.id)}
            leftSection={<Checkbox.Indicator size="xs" checked={!hidden.includes(column.id)} />}
          >
            {column.header}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
