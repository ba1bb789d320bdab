import { NativeSelect, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { invite } from "@/api/people";
import { people } from "@/api/queries";
import { email, field, Form, useZodForm } from "@/components/forms";
import { Panel } from "@/components/Page";
import { say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { roleMeaning } from "@/lib/names";
import { useRoles } from "./roles";
import classes from "./Settings.module.css";

const schema = z.object({ email: email(), role: z.enum(["viewer", "staff", "admin", "owner"]) });

export default function InvitePanel() {
  const client = useQueryClient();
  const roles = useRoles();
  const form = useZodForm<z.infer<typeof schema>>(schema, { email: "", role: "staff" });
  const role = form.watch("role");
  return (
    <Panel title={t("Invite a person")} id="invite">
      <Form
        form={form}
        submit={t("Send the invitation")}
        onSubmit={async (values) => {
          await invite(values.email, values.role);
          void client.invalidateQueries({ queryKey: people.key });
          say(t("The invitation to {email} is on its way.", { email: values.email }));
          form.reset({ email: "", role: values.role });
        }}
      >
        <div className={classes.invite}>
          <TextInput label={t("Email address")} type="email" autoComplete="off" {...field(form, "email")} />
          <NativeSelect label={t("Role")} data={roles} {...field(form, "role")} />
        </div>
        <p className={classes.roleHelp}>{roleMeaning(role)}.</p>
      </Form>
    </Panel>
  );
}
