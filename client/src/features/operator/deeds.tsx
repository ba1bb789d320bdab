/** What all deeds of the operator on one tenant share. */
import { Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { tenants } from "@/api/queries";
import type { Tenant } from "@/api/types";
import { say } from "@/components/toasts";
import { t } from "@/lib/i18n";

export function useDone(onClose: () => void) {
  const client = useQueryClient();
  return (tenant: Tenant | undefined, text: string) => {
    if (tenant) client.setQueryData(tenants.one(tenant.tenant_id).queryKey, tenant);
    void client.invalidateQueries({ queryKey: tenants.key });
    say(text);
    onClose();
  };
}

interface ReasonProps {
  value: string;
  onChange: (text: string) => void;
  description: string;
  /** Not where something else comes before it. */
  focus?: boolean;
}

export function Reason({ value, onChange, description, focus = true }: ReasonProps) {
  return (
    <Textarea
      data-autofocus={focus || undefined}
      label={t("Reason")}
      description={description}
      autosize
      minRows={2}
      maxLength={500}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
