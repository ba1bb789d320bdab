import { Switch } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { asProblem } from "@/api/problem";
import { meQuery, tenants } from "@/api/queries";
import { patchTenant } from "@/api/tenants";
import type { Tenant } from "@/api/types";
import { Answer } from "@/components/Answer";
import { useTenant } from "@/components/me";
import { Panel } from "@/components/Page";
import { complain, say } from "@/components/toasts";
import { t } from "@/lib/i18n";

export function MfaPolicy() {
  const client = useQueryClient();
  const { tenant_id } = useTenant();
  const query = useQuery(tenants.one(tenant_id));
  const change = useMutation({
    mutationFn: ({ seen, require_mfa }: { seen: Tenant; require_mfa: boolean }) => patchTenant(seen, { require_mfa }),
    onSuccess: (saved) => {
      client.setQueryData(tenants.one(tenant_id).queryKey, saved);
      say(
        saved.require_mfa
          ? t("Two-factor authentication is required for everyone.")
          : t("Two-factor authentication is each person's choice."),
      );
    },
    onError: (refused) =>
      complain(
        asProblem(refused).is("stale")
          ? new Error(t("Somebody changed the company in the meantime. Look again and decide anew."))
          : refused,
      ),
    onSettled: () => {
      void client.invalidateQueries({ queryKey: tenants.one(tenant_id).queryKey });
      void client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
  return (
    <Panel title={t("Policy of the company")} id="policy">
      <Answer query={query} lines={2} lasting>
        {(company) => (
          <Switch
            label={t("Require two-factor authentication for everyone")}
            description={t("Whoever has none sets one up before they can do anything else, you too.")}
            checked={company.require_mfa}
            disabled={change.isPending}
            onChange={(event) => change.mutate({ seen: company, require_mfa: event.currentTarget.checked })}
          />
        )}
      </Answer>
    </Panel>
  );
}
