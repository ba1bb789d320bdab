import { useMemo } from "react";
import { IconRoute } from "@tabler/icons-react";
import type { System } from "@/api/types";
import { DataTable, type Column } from "@/components/DataTable";
import { Empty } from "@/components/States";
import text from "@/components/Text.module.css";
import { formatCount, t } from "@/lib/i18n";
import { milliseconds } from "./figures";

type Route = System["routes"][number];

export function RoutesTable({ routes }: { routes: Route[] }) {
  const columns = useMemo<Column<Route>[]>(
    () => [
      {
        id: "route",
        header: t("Route"),
        primary: true,
        fixed: true,
        value: (route) => route.route,
        cell: (route) => <code className={text.code}>{route.route}</code>,
      },
      {
        id: "requests",
        header: t("Requests"),
        align: "end",
        value: (route) => route.requests,
        cell: (route) => formatCount(route.requests),
      },
      {
        id: "errors",
        header: t("Errors"),
        align: "end",
        value: (route) => route.errors,
        cell: (route) => <span className={route.errors > 0 ? text.bad : undefined}>{formatCount(route.errors)}</span>,
      },
      { id: "p50", header: t("p50"), align: "end", value: (route) => route.p50_ms ?? 0, cell: (route) => milliseconds(route.p50_ms) },
      { id: "p99", header: t("p99"), align: "end", value: (route) => route.p99_ms ?? 0, cell: (route) => milliseconds(route.p99_ms) },
    ],
    [],
  );
  if (routes.length === 0) return <Empty icon={<IconRoute />} title={t("Nobody has asked for anything in the last hour")} />;
  return <DataTable label={t("Routes")} columns={columns} rows={routes} rowId={(route) => route.route} />;
}
