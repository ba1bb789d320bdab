import { useMutation } from "@tanstack/react-query";
import type { CsvFile } from "@/api/csv";
import { download } from "@/lib/files";
import { complain } from "./toasts";

/** Asks for a file and hands it to the person, under a name that says what is in it. */
export function useDownload(read: () => Promise<CsvFile>, named?: () => string) {
  return useMutation({
    mutationFn: read,
    onSuccess: ({ name, content }) => download(named?.() ?? name, content),
    onError: (error) => complain(error),
  });
}
