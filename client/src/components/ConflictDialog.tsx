import { lazy, Suspense, type ComponentProps } from "react";

const ConflictTable = lazy(() => import("./ConflictTable"));

export type { ConflictField } from "./ConflictTable";

/** Rarely needed, so it is fetched when it is. */
export function ConflictDialog(props: ComponentProps<typeof ConflictTable>) {
  return (
    <Suspense>
      <ConflictTable {...props} />
    </Suspense>
  );
}
