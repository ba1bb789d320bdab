import { useId, useState } from "react";
import { Button, Checkbox, Fieldset } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { eventTypesQuery } from "@/api/queries";
import type { EventType } from "@/api/types";
import { Answer } from "@/components/Answer";
import text from "@/components/Text.module.css";
import { choose, eventGroupName, eventMeaning, grouped, type EventGroup } from "@/lib/events";
import { t } from "@/lib/i18n";
import classes from "./EventTypesField.module.css";

interface Props {
  /** Groups as order.*, and names of types. */
  chosen: string[];
  onChange: (chosen: string[]) => void;
}

/** Whole groups of events, and single types where a group is too much. */
export function EventTypesField(props: Props) {
  const query = useQuery(eventTypesQuery);
  return (
    <Fieldset legend={t("Events (none chosen: all)")} mt="md">
      <Answer query={query} lines={6}>
        {(types) => <Groups {...props} types={types} />}
      </Answer>
    </Fieldset>
  );
}

function Groups({ types, chosen, onChange }: Props & { types: EventType[] }) {
  const groups = grouped(types);
  const known = new Set(groups.flatMap(({ group, types }) => [group, ...types.map(({ type }) => type)]));
  // What the installation lists no more stays until a person takes it away.
  const [others] = useState(() => chosen.filter((name) => !known.has(name)));
  return (
    <div className={classes.groups}>
      {groups.map((group) => (
        <Group key={group.group} group={group} chosen={chosen} onChange={onChange} />
      ))}
      {others.map((name) => (
        <Checkbox
          key={name}
          label={name}
          checked={chosen.includes(name)}
          onChange={(event) => onChange(choose(chosen, name, event.currentTarget.checked))}
        />
      ))}
    </div>
  );
}

function Group({ group: { group, types }, chosen, onChange }: Props & { group: EventGroup }) {
  const id = useId();
  const whole = chosen.includes(group);
  const some = types.some(({ type }) => chosen.includes(type));
  const [open, setOpen] = useState(some);
  const name = eventGroupName(group);
  return (
    <div>
      <div className={classes.head}>
        <Checkbox label={name} checked={whole} indeterminate={some && !whole} onChange={() => onChange(choose(chosen, group, !whole))} />
        <Button
          size="compact-xs"
          variant="subtle"
          color="gray"
          aria-label={t("Single types: {group}", { group: name })}
          aria-expanded={open}
          aria-controls={open ? id : undefined}
          rightSection={<IconChevronDown size={13} className={classes.chevron} data-open={open || undefined} aria-hidden />}
          onClick={() => setOpen(!open)}
        >
          {t("Single types")}
        </Button>
      </div>
      {open && (
        <div id={id} role="group" aria-label={t("Single types: {group}", { group: name })} className={classes.types}>
          {types.map((type) => (
            <Checkbox
              key={type.type}
              label={<span className={text.code}>{type.type}</span>}
              description={eventMeaning(type)}
              disabled={whole}
              checked={whole || chosen.includes(type.type)}
              onChange={(event) => onChange(choose(chosen, type.type, event.currentTarget.checked))}
            />
          ))}
        </div>
      )}
    </div>
  );
}
