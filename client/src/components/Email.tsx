import { Fragment } from "react";
import text from "./Text.module.css";

/** An address that breaks where people read it in parts, after the @ and the dots, and in the middle of a word only when it must. */
export function Email({ address }: { address: string }) {
  return (
    <span className={text.email}>
      {address.split(/(?<=[@.])/).map((part, index) => (
        <Fragment key={index}>
          {index > 0 && <wbr />}
          {part}
        </Fragment>
      ))}
    </span>
  );
}
