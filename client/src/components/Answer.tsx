import type { ReactNode } from "react";
import type { UseQueryResult } from "@tanstack/react-query";
import { Loading, ProblemView } from "./States";
import classes from "./States.module.css";

interface AnswerProps<T> {
  query: Pick<UseQueryResult<T>, "data" | "error" | "refetch">;
  children: (data: T) => ReactNode;
  /** How many lines the answer will have, about. */
  lines?: number;
  /** On a sheet that leaves no margin. */
  flush?: boolean;
  /** What was read before is shown on when it can't be read anew. */
  lasting?: boolean;
}

/** What a query has found; until then that it is on its way, or why it failed and a way to try again. */
export function Answer<T>({ query, children, lines, flush, lasting }: AnswerProps<T>) {
  const { data, error, refetch } = query;
  if (error && !(lasting && data !== undefined)) {
    const problem = <ProblemView error={error} retry={() => void refetch()} />;
    return flush ? <div className={classes.flush}>{problem}</div> : problem;
  }
  return data === undefined ? <Loading lines={lines} /> : children(data);
}
