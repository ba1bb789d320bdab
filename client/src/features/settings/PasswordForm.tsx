import { PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { changePassword } from "@/api/auth";
import { sessionsQuery } from "@/api/queries";
import { Form, field, newPassword, required, useZodForm } from "@/components/forms";
import layout from "@/components/Layout.module.css";
import { useMe } from "@/components/me";
import { Panel } from "@/components/Page";
import { say } from "@/components/toasts";
import { t } from "@/lib/i18n";

const schema = z.object({ current_password: required(128), new_password: newPassword() });

export default function PasswordForm() {
  const me = useMe();
  const client = useQueryClient();
  const form = useZodForm(schema, { current_password: "", new_password: "" });
  const eye = { "aria-label": t("Show the password"), tabIndex: 0 };
  return (
    <Panel title={t("Password")} id="password">
      <Form
        form={form}
        submit={t("Change the password")}
        onSubmit={async ({ current_password, new_password }) => {
          await changePassword(current_password, new_password);
          form.reset();
          say(t("Your password is changed. Your other sessions have ended."));
          await client.invalidateQueries({ queryKey: sessionsQuery.queryKey });
        }}
      >
        <input type="hidden" autoComplete="username" name="email" value={me.email} readOnly />
        <div className={layout.fields}>
          <PasswordInput
            label={t("Current password")}
            autoComplete="current-password"
            visibilityToggleButtonProps={eye}
            {...field(form, "current_password")}
          />
          <PasswordInput
            label={t("New password")}
            description={t("At least 12 characters. Your other sessions will be signed out.")}
            autoComplete="new-password"
            visibilityToggleButtonProps={eye}
            {...field(form, "new_password")}
          />
        </div>
      </Form>
    </Panel>
  );
}
