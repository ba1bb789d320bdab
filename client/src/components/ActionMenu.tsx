import { cloneElement, lazy, Suspense, useState, type ReactElement, type ReactNode } from "react";

interface MenuEntry {
  label: string;
  icon?: ReactNode;
  /** Shown at the end, as a key. */
  hint?: ReactNode;
  to?: string;
  onClick?: () => void;
  /** For what is switched on and off; the menu stays open then. */
  checked?: boolean;
  danger?: boolean;
}

export interface ActionMenuProps {
  /** The button that opens it. */
  target: ReactElement<{
    onClick?: () => void;
    onPointerEnter?: () => void;
    onFocus?: () => void;
    autoFocus?: boolean;
    "aria-haspopup"?: "menu";
    "aria-expanded"?: boolean;
  }>;
  entries: MenuEntry[];
  heading?: string;
  width?: number;
  position?: "bottom-end" | "top-start";
}

const load = () => import("./OpenMenu");
const OpenMenu = lazy(load);
const fetchAhead = () => void load().catch(() => undefined);

/** A menu costs its code when somebody comes near it; until then it is a button that says there is one. */
export function ActionMenu(props: ActionMenuProps) {
  const [wanted, setWanted] = useState(false);
  const closed = cloneElement(props.target, {
    "aria-haspopup": "menu",
    "aria-expanded": false,
    onPointerEnter: fetchAhead,
    onFocus: fetchAhead,
    onClick: () => setWanted(true),
  });
  return wanted ? (
    <Suspense fallback={closed}>
      <OpenMenu {...props} />
    </Suspense>
  ) : (
    closed
  );
}
