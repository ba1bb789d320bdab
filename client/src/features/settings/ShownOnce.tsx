import { useState, type ReactNode } from "react";
import { Alert, Button, Checkbox, Group, TextInput } from "@mantine/core";
import { copyText } from "@/components/copyText";
import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";

interface Props {
  id: string;
  value: string;
  texts: { title: string; keep: string; why: string; label: string; copied: string; uncopied: string; saved: string };
  /** What it is used for. */
  children: ReactNode;
  onKept: () => void;
}

/** A secret that is shown once: it stays in sight until the admin says that it is saved. */
export function ShownOnce({ id, value, texts, children, onKept }: Props) {
  const [kept, setKept] = useState(false);
  return (
    <Panel title={texts.title} id={id}>
      <Alert variant="light" color="yellow" title={texts.keep}>
        {texts.why}
      </Alert>
      <TextInput my="md" label={texts.label} readOnly value={value} onFocus={(event) => event.currentTarget.select()} />
      <Button variant="default" size="xs" onClick={() => void copyText(value, texts.copied, texts.uncopied)}>
        {t("Copy")}
      </Button>
      {children}
      <Checkbox mt="lg" label={texts.saved} checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
      <Group mt="md">
        <Button disabled={!kept} onClick={onKept}>
          {t("Done")}
        </Button>
      </Group>
    </Panel>
  );
}
