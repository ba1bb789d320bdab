import { IconDownload } from "@tabler/icons-react";
import type { CsvFile } from "@/api/csv";
import { IconButton } from "./IconButton";
import { useDownload } from "./useDownload";

/** The whole of what the filters find, as a table for a spreadsheet. */
export function ExportButton({ label, disabled, read }: { label: string; disabled?: boolean; read: () => Promise<CsvFile> }) {
  const run = useDownload(read);
  return (
    <IconButton label={label} loading={run.isPending} disabled={disabled} onClick={() => run.mutate()}>
      <IconDownload size={17} />
    </IconButton>
  );
}
