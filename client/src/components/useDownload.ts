import { useMutation } from "@tanstack/react-query";
import type { CsvFile } from "@/api/csv";
import { download } from "@/lib/files";
import { complain } from "./toasts";

/** Asks for a file and hands it to the person. */
export function useDownload(read: () => Promise<CsvFile>) {
  return useMutation({
    mutationFn: read,
    onSuccess: ({ name, content }) => download(name, content),
    onError: (error) => complain(error),
  });
}
