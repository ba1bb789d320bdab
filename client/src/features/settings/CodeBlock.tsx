import { Button } from "@mantine/core";
import { copyText } from "@/components/copyText";
import { t } from "@/lib/i18n";
import classes from "./Developers.module.css";

interface Props {
  code: string;
  /** Names it for those who hear several buttons that copy. */
  what: string;
}

/** A text for machines, to the letter. */
export function CodeBlock({ code, what }: Props) {
  const uncopied = t("This browser does not let pages copy. Mark the text and copy it by hand.");
  return (
    <div className={classes.block}>
      <pre className={classes.code}>{code}</pre>
      <Button
        className={classes.copy}
        size="compact-xs"
        variant="default"
        aria-label={t("Copy: {what}", { what })}
        onClick={() => void copyText(code, t("Copied."), uncopied)}
      >
        {t("Copy")}
      </Button>
    </div>
  );
}
