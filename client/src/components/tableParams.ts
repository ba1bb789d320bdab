/** What the address says of a table; apart from the table, whose library only lists need. */
import { useMemo } from "react";
import { useSearchParams } from "react-router";
import { withParams } from "@/lib/url";

/** `sort=-price` and `hide=sku,category` in the address. */
export function useTableParams() {
  const [params, setParams] = useSearchParams();
  const sort = params.get("sort") ?? "";
  const hide = params.get("hide") ?? "";
  const sorting = useMemo(() => (sort ? [{ id: sort.replace(/^-/, ""), desc: sort.startsWith("-") }] : []), [sort]);
  const hidden = useMemo(() => hide.split(",").filter(Boolean), [hide]);
  return {
    sorting,
    setSorting: (next: { id: string; desc: boolean }[]) =>
      setParams((current) => withParams(current, { sort: next[0] && `${next[0].desc ? "-" : ""}${next[0].id}` }), {
        preventScrollReset: true,
      }),
    hidden,
    setHidden: (next: string[]) => setParams((current) => withParams(current, { hide: next.join(",") }), { replace: true }),
  };
}
