import { forwardRef, type ComponentPropsWithoutRef, type ReactNode } from "react";
import { ActionIcon, type ActionIconProps } from "@mantine/core";
import classes from "./IconButton.module.css";

interface Props extends ActionIconProps, Omit<ComponentPropsWithoutRef<"button">, "color" | "style"> {
  label: string;
  /** Where a hand or a focus makes the label be seen. */
  tip?: "above" | "below" | "none";
  children: ReactNode;
}

/** An icon with a name: read out always, shown on hover and focus by style alone. */
export const IconButton = forwardRef<HTMLButtonElement, Props>(function IconButton({ label, tip = "below", className, ...rest }, ref) {
  return (
    <span className={className ? `${classes.wrap} ${className}` : classes.wrap} data-tip={tip === "none" ? undefined : label} data-at={tip}>
      <ActionIcon ref={ref} variant="default" size={34} {...rest} aria-label={label} />
    </span>
  );
});
