import { useState, type ReactNode } from "react";
import { Button, Group, Modal } from "@mantine/core";
import { asProblem, type Problem } from "@/api/problem";
import { useReturnFocus } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { useBackCloses } from "./holds";
import { ProblemView } from "./States";

export interface ConfirmProps {
  opened: boolean;
  title: string;
  text?: ReactNode;
  confirm: string;
  cancel?: string;
  danger?: boolean;
  children?: ReactNode;
  disabled?: boolean;
  onConfirm: () => unknown;
  onClose: () => void;
}

/** Names the deed on its button, stays open while it runs, and shows why it was refused. */
export default function ConfirmModal({
  opened,
  title,
  text,
  confirm,
  cancel,
  danger,
  children,
  disabled,
  onConfirm,
  onClose,
}: ConfirmProps) {
  useReturnFocus();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const close = () => {
    setProblem(null);
    onClose();
  };
  useBackCloses(opened, close);
  const run = async () => {
    setBusy(true);
    setProblem(null);
    try {
      await onConfirm();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal opened={opened} onClose={close} title={title} closeButtonProps={{ "aria-label": t("Close") }}>
      {problem && <ProblemView error={problem} />}
      {text && <p style={{ marginTop: 0 }}>{text}</p>}
      {children}
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={close} data-autofocus={!children || undefined}>
          {cancel ?? t("Cancel")}
        </Button>
        <Button color={danger ? "red" : undefined} loading={busy} disabled={disabled} onClick={() => void run()}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
