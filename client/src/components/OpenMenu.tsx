import { cloneElement, useEffect, useState } from "react";
import { Checkbox, Menu } from "@mantine/core";
import { Link } from "react-router";
import type { ActionMenuProps } from "./ActionMenu";

/**
 * Mounted by the first press, so it opens at once; from then on it is a menu
 * like any other. It takes the focus from a button that is gone by now, and
 * opens only when its own has it: that is where the kit gives it back to.
 */
export default function OpenMenu({ target, entries, heading, width, position }: ActionMenuProps) {
  const [opened, setOpened] = useState(false);
  useEffect(() => setOpened(true), []);
  return (
    <Menu opened={opened} onChange={setOpened} width={width} position={position}>
      <Menu.Target>{cloneElement(target, { autoFocus: true })}</Menu.Target>
      <Menu.Dropdown>
        {heading && <Menu.Label style={{ overflow: "hidden", textOverflow: "ellipsis" }}>{heading}</Menu.Label>}
        {entries.map(({ label, icon, hint, to, onClick, checked, danger }) => {
          const common = { leftSection: icon, rightSection: hint, color: danger ? "red" : undefined };
          if (to !== undefined) {
            return (
              <Menu.Item key={label} component={Link} to={to} {...common}>
                {label}
              </Menu.Item>
            );
          }
          if (checked !== undefined) {
            return (
              <Menu.Item
                key={label}
                role="menuitemcheckbox"
                aria-checked={checked}
                closeMenuOnClick={false}
                onClick={onClick}
                {...common}
                leftSection={<Checkbox.Indicator size="xs" checked={checked} />}
              >
                {label}
              </Menu.Item>
            );
          }
          return (
            <Menu.Item key={label} onClick={onClick} {...common}>
              {label}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
