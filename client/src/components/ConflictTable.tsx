import { Button, Group, Modal } from "@mantine/core";
import { useReturnFocus } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import classes from "./ConflictTable.module.css";
import { useBackCloses } from "./holds";

export interface ConflictField {
  label: string;
  mine: string;
  theirs: string;
}

interface Props {
  opened: boolean;
  fields: ConflictField[];
  busy?: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Somebody else saved in between (412). Nothing is lost until a person has compared. */
export default function ConflictTable({ opened, fields, busy, onKeepMine, onTakeTheirs, onClose }: Props) {
  useReturnFocus();
  useBackCloses(opened, onClose);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="lg"
      title={t("Somebody changed this in the meantime")}
      closeButtonProps={{ "aria-label": t("Close") }}
    >
      <p style={{ marginTop: 0 }}>{t("Compare the two and decide which to keep. Fields that agree are not shown.")}</p>
      <table className={classes.compare}>
        <thead>
          <tr>
            <th scope="col">{t("Field")}</th>
            <th scope="col">{t("Yours")}</th>
            <th scope="col">{t("Theirs")}</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field.label}>
              <th scope="row">{field.label}</th>
              <td>{field.mine || <em>{t("empty")}</em>}</td>
              <td>{field.theirs || <em>{t("empty")}</em>}</td>
            </tr>
          ))}
          {fields.length === 0 && (
            <tr>
              <td colSpan={3}>{t("Both say the same.")}</td>
            </tr>
          )}
        </tbody>
      </table>
      <Group justify="flex-end" gap="xs" mt="lg">
        <Button variant="default" onClick={onTakeTheirs} disabled={busy}>
          {t("Take theirs")}
        </Button>
        <Button onClick={onKeepMine} loading={busy}>
          {t("Keep mine")}
        </Button>
      </Group>
    </Modal>
  );
}
