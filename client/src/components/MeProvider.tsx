import type { ReactNode } from "react";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/queries";
import { KnownMe } from "./me";

interface Props {
  fallback: ReactNode;
  failed: (error: unknown, retry: () => void) => ReactNode;
  children: ReactNode;
}

/** Asks who is signed in, and lets all below know. */
export function MeProvider({ fallback, failed, children }: Props) {
  const { data, error, refetch } = useQuery(meQuery);
  if (data) return <KnownMe value={data}>{children}</KnownMe>;
  return error ? failed(error, () => void refetch()) : fallback;
}
