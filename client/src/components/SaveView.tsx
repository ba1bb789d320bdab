import { useState } from "react";
import { Checkbox, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { views } from "@/api/queries";
import type { ListName } from "@/api/types";
import { saveView } from "@/api/views";
import { useKeyFor } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { ConfirmDialog } from "./ConfirmDialog";
import { useMay } from "./me";
import { say } from "./toasts";

export default function SaveView({ list, query, onClose }: { list: ListName; query: string; onClose: () => void }) {
  const client = useQueryClient();
  const staff = useMay("staff");
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const keyFor = useKeyFor();
  const save = async () => {
    const wanted = { list, name: name.trim(), query, shared };
    const view = await keyFor(wanted, (key) => saveView(wanted, key));
    await client.invalidateQueries({ queryKey: views.key });
    say(t("The view “{name}” is saved.", { name: view.name }));
    onClose();
  };
  return (
    <ConfirmDialog opened title={t("Save this view")} confirm={t("Save")} disabled={!name.trim()} onConfirm={save} onClose={onClose}>
      <TextInput
        data-autofocus
        label={t("Name of the view")}
        description={t("It keeps the filters, not the rows: what comes later and fits is in it too.")}
        autoComplete="off"
        maxLength={60}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {staff && (
        <Checkbox
          mt="md"
          label={t("Everybody in the company sees it")}
          checked={shared}
          onChange={(event) => setShared(event.currentTarget.checked)}
        />
      )}
    </ConfirmDialog>
  );
}
