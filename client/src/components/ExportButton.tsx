import { IconDownload } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import type { CsvFile } from "@/api/csv";
import { download } from "@/lib/files";
import { IconButton } from "./IconButton";
import { complain } from "./toasts";

/** The whole of what the filters find, as a table for a spreadsheet. */
export function ExportButton({ label, disabled, read }: { label: string; disabled?: boolean; read: () => Promise<CsvFile> }) {
  const run = useMutation({
    mutationFn: read,
    onSuccess: ({ name, content }) => download(name, content),
    onError: (error) => complain(error),
  });
  return (
    <IconButton label={label} loading={run.isPending} disabled={disabled} onClick={() => run.mutate()}>
      <IconDownload size={17} />
    </IconButton>
  );
}
