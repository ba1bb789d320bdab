import type { ReactNode } from "react";
import classes from "./Facts.module.css";

export type Fact = [name: string, value: ReactNode];

interface Props {
  facts: Fact[];
  /** For figures: at both ends of a line, where they can be compared. */
  apart?: boolean;
}

/** Names and what they are, one a line. */
export function Facts({ facts, apart }: Props) {
  return (
    <dl className={classes.facts} data-apart={apart || undefined}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
