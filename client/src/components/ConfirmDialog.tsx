import { lazy, Suspense, useRef } from "react";
import type { ConfirmProps } from "./ConfirmModal";

const ConfirmModal = lazy(() => import("./ConfirmModal"));

/** Fetched when it is opened first; then it stays, so that it can close with grace. */
export function ConfirmDialog(props: ConfirmProps) {
  const wanted = useRef(false);
  wanted.current ||= props.opened;
  return <Suspense>{wanted.current && <ConfirmModal {...props} />}</Suspense>;
}
