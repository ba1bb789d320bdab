import { Button } from "@mantine/core";
import { t } from "@/lib/i18n";
import layout from "./Layout.module.css";

interface MoreProps {
  query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
  label?: string;
}

/** Under a list that grows: the way to what comes after, as long as there is any. */
export function More({ query, label = t("Show older") }: MoreProps) {
  if (!query.hasNextPage) return null;
  return (
    <div className={layout.foot}>
      <Button variant="default" size="xs" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
        {label}
      </Button>
    </div>
  );
}
