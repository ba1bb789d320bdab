/** The words for operations on a tenant and for their steps; what is new to this app keeps the server's name. */
import type { Operation, OperationStep } from "@/api/types";
import { t } from "./i18n";
import { moveInto } from "./placements";

const asWords = (name: string): string => {
  const words = name.replaceAll("_", " ");
  return words[0]!.toUpperCase() + words.slice(1);
};

export function operationName({ kind, target }: { kind: string; target: Operation["target"] }): string {
  const move = moveInto(target ?? "pool");
  const known: Record<string, string> = { provision: t("Setting up a silo"), move, erase: t("Erasure") };
  return known[kind] ?? asWords(kind);
}

export function stepName(step: string): string {
  const known: Record<string, string> = {
    create_place: t("Create the place"),
    copy: t("Copy the data"),
    switch: t("Switch over"),
    clean_up: t("Clean up"),
    end_sessions: t("End the sessions"),
    erase_data: t("Erase the data"),
    erase_records: t("Erase people and records"),
  };
  return known[step] ?? asWords(step);
}

export const stepStatusName = (status: OperationStep["status"]): string =>
  ({ waiting: t("Waiting"), running: t("Running"), done: t("Done"), failed: t("Failed") })[status];

/** What an operation is at, for a line that is read out when it changes. */
export function operationNow({ status, steps }: Pick<Operation, "status" | "steps">): string {
  if (status === "done") return t("Done");
  const at =
    steps.find((step) => step.status === (status === "failed" ? "failed" : "running")) ?? steps.find((step) => step.status === "waiting");
  if (!at) return status === "failed" ? t("Failed") : t("Running");
  const step = stepName(at.name);
  return status === "failed"
    ? t("Failed at: {step}", { step })
    : t("Step {n} of {all}: {step}", { n: steps.indexOf(at) + 1, all: steps.length, step });
}
