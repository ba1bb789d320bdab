import { Checkbox, Fieldset, Input, NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { createApiKey } from "@/api/apiKeys";
import { apiKeys } from "@/api/queries";
import type { IssuedApiKey } from "@/api/types";
import { field, Form, required, useZodForm } from "@/components/forms";
import { Panel } from "@/components/Page";
import { t } from "@/lib/i18n";
import { SCOPES, scopeName } from "@/lib/names";
import { expiries, expiresAt } from "./expiries";
import classes from "./Settings.module.css";

const schema = z.object({
  name: required(100),
  scopes: z.array(z.enum(SCOPES)).check(z.minLength(1, { error: () => t("Choose at least one.") })),
  expiry: z.string(),
});

export default function NewKeyPanel({ onIssued }: { onIssued: (issued: IssuedApiKey) => void }) {
  const client = useQueryClient();
  const form = useZodForm<z.infer<typeof schema>>(schema, { name: "", scopes: [], expiry: "365" });
  const refusal = form.formState.errors.scopes;
  return (
    <Panel title={t("Create an API key")} id="new-key">
      <Form
        form={form}
        submit={t("Create the key")}
        rename={(path) => (path === "expires_at" ? "expiry" : path)}
        onSubmit={async ({ name, scopes, expiry }) => {
          onIssued(await createApiKey({ name, scopes, expires_at: expiresAt(expiry) }));
          void client.invalidateQueries({ queryKey: apiKeys.key });
        }}
      >
        <div className={classes.invite}>
          <TextInput label={t("Name")} description={t("Of the program that will use it")} autoComplete="off" {...field(form, "name")} />
          <NativeSelect label={t("Expires")} description={t("A new token is needed then")} data={expiries()} {...field(form, "expiry")} />
        </div>
        <Fieldset legend={t("What the key may be used for")} mt="md">
          <div className={classes.scopes}>
            {SCOPES.map((scope) => (
              <Checkbox key={scope} value={scope} label={scopeName(scope)} {...form.register("scopes")} />
            ))}
          </div>
          {refusal && <Input.Error mt="xs">{refusal.message}</Input.Error>}
        </Fieldset>
      </Form>
    </Panel>
  );
}
