import { useMemo } from "react";
import { IconBuildingStore } from "@tabler/icons-react";
import { tenants } from "@/api/queries";
import type { Tenant } from "@/api/types";
import { CreateLink } from "@/components/CreateLink";
import { ListPage } from "@/components/ListPage";
import { useFormat, usePlacements } from "@/components/me";
import { useTableParams } from "@/components/tableParams";
import { useList } from "@/components/useList";
import { t } from "@/lib/i18n";
import { tenantColumns, WITH_FIGURES } from "./columns";
import { useFigures } from "./figures";
import { FILTERS, tenantFilters, wantedOf } from "./filters";

const NEW = "/operator/tenants/new";
const NONE: Tenant[] = [];

export function Tenants() {
  const { zone } = useFormat();
  const placements = usePlacements();
  const { hidden } = useTableParams();
  const list = useList({ names: FILTERS, wantedOf, query: tenants.list });
  const wanted = WITH_FIGURES.some((column) => !hidden.includes(column));
  const figures = useFigures(list.rows ?? NONE, wanted);
  const columns = useMemo(() => tenantColumns({ zone, figures }), [zone, figures]);
  return (
    <ListPage
      title={t("Tenants")}
      lead={t("Use, errors and cost are those of this month; the cost is an estimate by the list prices of AWS.")}
      list={list}
      columns={columns}
      rowId={(tenant) => tenant.tenant_id}
      filters={tenantFilters(placements)}
      actions={<CreateLink to={NEW} label={t("New tenant")} />}
      icon={<IconBuildingStore />}
      noMatch={{ title: t("No tenant matches") }}
      empty={{
        title: t("No tenants yet"),
        text: t("Companies that register appear here, and you can create one and invite its owner."),
        action: <CreateLink to={NEW} label={t("Create the first tenant")} />,
      }}
    />
  );
}
