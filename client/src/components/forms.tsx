/** Forms: checked on blur, then on change; what the server refuses lands on its field. */
import { useEffect, useState, type ReactNode } from "react";
import { zodResolver } from "@hookform/resolvers/zod";
import { Button, Group } from "@mantine/core";
import { useForm, type DefaultValues, type FieldValues, type Path, type UseFormReturn } from "react-hook-form";
import * as z from "zod/mini";
import { asProblem, asSentence, type Problem } from "@/api/problem";
import { t } from "@/lib/i18n";
import { ConfirmDialog } from "./ConfirmDialog";
import { conflicting, type Other } from "./conflicting";
import { useHold, type Held } from "./holds";
import { OtherLink } from "./OtherLink";
import { ProblemView } from "./States";

// The just-in-time parser would need 'unsafe-eval' in the content security policy.
z.config({ jitless: true });

/** The type parameters of a schema whose input and output are one. */
type Schema<V extends FieldValues> = z.ZodMiniType<V, V>;

export function useZodForm<V extends FieldValues>(schema: Schema<V>, defaultValues: DefaultValues<V>) {
  return useForm<V>({ resolver: zodResolver(schema), defaultValues, mode: "onTouched", shouldFocusError: true });
}

const known = (form: { control: { _fields: object } }, path: string): boolean => {
  let node: unknown = form.control._fields;
  for (const part of path.split(".")) node = (node as Record<string, unknown> | undefined)?.[part];
  return node !== undefined;
};

/**
 * Puts each of the server's field errors on its field and focuses the first;
 * gives back what no field can show.
 */
export function applyProblem<V extends FieldValues>(
  form: UseFormReturn<V>,
  error: unknown,
  rename: (path: string) => string = (path) => path,
): Problem | null {
  const problem = asProblem(error);
  if (problem.code === "signed_out") return null;
  let placed = 0;
  for (const { pointer, detail } of problem.errors) {
    const path = rename(pointer.slice(1).replaceAll("/", ".").replaceAll("~1", "/").replaceAll("~0", "~"));
    if (!known(form, path)) continue;
    const refusal: ServerError = { type: "server", message: asSentence(detail), other: conflicting(problem) };
    form.setError(path as Path<V>, refusal, { shouldFocus: placed === 0 });
    placed += 1;
  }
  return placed > 0 && placed === problem.errors.length ? null : problem;
}

interface FormProps<V extends FieldValues> {
  form: UseFormReturn<V>;
  onSubmit: (values: V) => Promise<unknown>;
  submit: string;
  /** Named by pointers that do not match the form's own names. */
  rename?: (path: string) => string;
  cancel?: () => void;
  /** Ask before leaving with changes. */
  guard?: boolean;
  extra?: ReactNode;
  children: ReactNode;
  danger?: boolean;
  fullWidth?: boolean;
  disabled?: boolean;
  /** For people who may read the fields and not change them: there is nothing to send. */
  readOnly?: boolean;
}

export function Form<V extends FieldValues>(props: FormProps<V>) {
  const { form, onSubmit, submit, rename, cancel, guard, extra, children } = props;
  const root = form.formState.errors.root?.problem as { problem?: Problem } | undefined;
  const run = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      const rest = applyProblem(form, error, rename);
      if (rest) form.setError("root.problem", { type: "server", problem: rest } as never);
    }
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        form.clearErrors("root");
        void run(event);
      }}
    >
      {root?.problem && <ProblemView error={root.problem} />}
      {children}
      {!props.readOnly && (
        <Group mt="lg" gap="xs">
          <Button
            type="submit"
            loading={form.formState.isSubmitting}
            color={props.danger ? "red" : undefined}
            fullWidth={props.fullWidth}
            disabled={props.disabled}
          >
            {submit}
          </Button>
          {cancel && (
            <Button variant="default" onClick={cancel}>
              {t("Cancel")}
            </Button>
          )}
          {extra}
        </Group>
      )}
      {guard && <LeaveGuard dirty={form.formState.isDirty && !form.formState.isSubmitting && !form.formState.isSubmitSuccessful} />}
    </form>
  );
}

/** Nobody loses what they typed by a stray click; closing the tab asks too. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  const [held, setHeld] = useState<Held | null>(null);
  useHold(dirty, { over: false, cares: ({ away }) => away, hold: setHeld });
  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);
  const decide = (way: "proceed" | "reset") => {
    held?.[way]();
    setHeld(null);
  };
  return (
    <ConfirmDialog
      opened={held !== null}
      title={t("Leave without saving?")}
      text={t("What you changed here is not saved yet.")}
      confirm={t("Leave")}
      cancel={t("Stay")}
      danger
      onConfirm={() => decide("proceed")}
      onClose={() => decide("reset")}
    />
  );
}

/** What the server rejected, and the record that is in the way. */
interface ServerError {
  type: "server";
  message: string;
  other?: Other | null;
}

/** Props for a Mantine input that is registered by name. */
export function field<V extends FieldValues>(form: UseFormReturn<V>, name: Path<V>) {
  const refusal = form.getFieldState(name, form.formState).error as Partial<ServerError> | undefined;
  const error = refusal?.other ? (
    <>
      {refusal.message} <OtherLink other={refusal.other} />
    </>
  ) : (
    refusal?.message
  );
  return { ...form.register(name), error, id: `field-${name.replaceAll(".", "-")}` };
}

const atMost = (max: number) => z.maxLength(max, { error: () => t("At most {max} characters.", { max }) });

const notEmpty = () => z.minLength(1, { error: () => t("Must not be empty."), abort: true });

export const required = (max: number) => z.string().check(z.trim(), notEmpty(), atMost(max));

export const optional = (max: number) => z.string().check(z.trim(), atMost(max));

export const email = () =>
  z
    .string()
    .check(
      z.trim(),
      notEmpty(),
      atMost(254),
      z.regex(/^[^\s@<>()[\]\\,;:"]+@[^\s@]+\.[^\s@]+$/, { error: () => t("Must be an email address, like ada@example.com.") }),
    );

/** A text that a function of ours judges: it gives back what is wrong, or nothing. */
export const judged = (judge: (text: string) => string | null) =>
  z.string().check(({ value, issues }) => {
    const message = judge(value);
    if (message) issues.push({ code: "custom", message, input: value });
  });

/** Length counts, composition does not (NIST SP 800-63B, 3.1.1.2). */
export const newPassword = () => z.string().check(z.minLength(12, { error: () => t("At least 12 characters.") }), atMost(128));
