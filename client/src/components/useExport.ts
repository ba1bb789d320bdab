import { useEffect, useRef, useState } from "react";
import { exportTenant, type Progress } from "@/api/exports";
import { download, fileName } from "@/lib/files";
import { useFormat } from "./me";

interface Company {
  tenant_id: string;
  company_name: string;
}

/** What was handed over in the end. */
export interface Exported extends Progress {
  name: string;
}

/** Reads while the page is open, and stops with it. */
export function useExport({ tenant_id, company_name }: Company) {
  const { today: day } = useFormat();
  const [progress, setProgress] = useState<Progress | null>(null);
  const running = useRef<AbortController | null>(null);
  const cancel = () => running.current?.abort();
  useEffect(() => cancel, []);
  useEffect(() => {
    if (!progress) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [progress]);

  /** Nothing, when it was cancelled. */
  const run = async (reason?: string): Promise<Exported | null> => {
    const controller = new AbortController();
    running.current = controller;
    let last: Progress = { rows: 0, bytes: 0, kind: "" };
    setProgress(last);
    try {
      const content = await exportTenant(tenant_id, {
        reason,
        signal: controller.signal,
        onProgress: (progress) => setProgress((last = progress)),
      });
      const name = fileName(company_name, day(), "ndjson");
      download(name, content);
      return { ...last, name };
    } catch (error) {
      if (controller.signal.aborted) return null;
      throw error;
    } finally {
      setProgress(null);
    }
  };
  return { progress, run, cancel };
}
