import { Button } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { t } from "@/lib/i18n";
import { useCursor } from "@/lib/url";
import layout from "./Layout.module.css";
import classes from "./Pager.module.css";
import text from "./Text.module.css";

export function Pager({ nextCursor }: { nextCursor: string | null | undefined }) {
  const { page, next, previous } = useCursor();
  if (page === 1 && !nextCursor) return null;
  return (
    <nav className={`${layout.foot} ${classes.pager}`} aria-label={t("Pages")}>
      <span className={`${text.fine} ${classes.where}`}>{t("Page {page}", { page })}</span>
      <Button variant="default" size="xs" leftSection={<IconChevronLeft size={14} />} disabled={page === 1} onClick={previous}>
        {t("Previous")}
      </Button>
      <Button
        variant="default"
        size="xs"
        rightSection={<IconChevronRight size={14} />}
        disabled={!nextCursor}
        onClick={() => nextCursor && next(nextCursor)}
      >
        {t("Next")}
      </Button>
    </nav>
  );
}
