import { Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { meQuery, tenants } from "@/api/queries";
import { patchTenant } from "@/api/tenants";
import type { Tenant } from "@/api/types";
import { useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { Loading, ProblemView } from "@/components/States";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";

export function MfaPolicy() {
  const client = useQueryClient();
  const { tenant_id } = useTenant();
  const { data, error, refetch } = useQuery(tenants.one(tenant_id));
  const change = useMutation({
    mutationFn: ({ seen, require_mfa }: { seen: Tenant; require_mfa: boolean }) => patchTenant(seen, { require_mfa }),
    onSuccess: (saved) => {
      client.setQueryData(tenants.one(tenant_id).queryKey, saved);
      say(saved.require_mfa ? t("A second factor is demanded of everybody.") : t("A second factor is each person's choice."));
    },
    onError: (refused) =>
      complain(asProblem(refused).is("stale") ? new Error(t("Somebody changed the company in the meantime. Look again and decide anew.")) : refused),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: tenants.one(tenant_id).queryKey });
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <Panel title={t("Policy of the company")} id="policy">
      {error && !data ? (
        <ProblemView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={2} />
      ) : (
        <Switch
          label={t("Demand a second factor of everybody")}
          description={t("Whoever has none sets one up before they can do anything else, you too.")}
          checked={data.require_mfa}
          disabled={change.isPending}
          onChange={(event) => change.mutate({ seen: data, require_mfa: event.currentTarget.checked })}
        />
      )}
    </Panel>
  );
}
