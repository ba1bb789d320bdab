import { IconDownload } from "@tabler/icons-react";
import type { CsvFile } from "@/api/csv";
import { IconButton } from "./IconButton";
import { useDownload } from "./useDownload";

interface Props {
  label: string;
  disabled?: boolean;
  read: () => Promise<CsvFile>;
  /** What the file is called; without it, as the server calls it. */
  named?: () => string;
}

/** The whole of what the filters find, as a table for a spreadsheet. */
export function ExportButton({ label, disabled, read, named }: Props) {
  const run = useDownload(read, named);
  return (
    <IconButton label={label} loading={run.isPending} disabled={disabled} onClick={() => run.mutate()}>
      <IconDownload size={17} />
    </IconButton>
  );
}
