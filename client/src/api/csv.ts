/** Tables as files: what goes up is sent as it is on the disk, what comes down keeps the server's name for it. */

export interface CsvFile {
  name: string;
  content: Blob;
}

interface Answer {
  data?: unknown;
  response: Response;
}

/** For the options of a request whose answer is a table. */
export const asBlob = { parseAs: "blob" } as const;

export async function csvFile(answer: Promise<Answer>): Promise<CsvFile> {
  const { data, response } = await answer;
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  return { name: name ?? "tenantry.csv", content: data as Blob };
}

/** The bytes go up untouched: only the server can tell which encoding they are in. */
export const csvBody = (file: Blob) => ({
  body: file as unknown as string,
  bodySerializer: (body: unknown) => body as Blob,
  headers: { "Content-Type": "text/csv" },
});
