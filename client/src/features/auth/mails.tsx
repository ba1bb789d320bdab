import { useState } from "react";
import { Alert, Button, TextInput } from "@mantine/core";
import { Link, Navigate, useLocation } from "react-router";
import * as z from "zod/mini";
import { forgotPassword, resend } from "@/api/auth";
import { complain, say } from "@/components/toasts";
import { email, Form, field, useZodForm } from "@/components/forms";
import { t } from "@/lib/i18n";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";

export function CheckMail() {
  const state = useLocation().state as { email?: string; tier?: string } | null;
  const [busy, setBusy] = useState(false);
  const address = state?.email;
  if (!address) return <Navigate to="/signin" replace />;
  const again = async () => {
    setBusy(true);
    try {
      await resend(address);
      say(t("If there is a registration for this address, the mail is on its way again."));
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  return (
    <AuthPage
      title={t("Check your mail")}
      lead={t("We sent a link to {email}. Open it to prove that the address is yours; your company exists from then on.", {
        email: address,
      })}
      below={<Link to="/signin">{t("Back to sign-in")}</Link>}
    >
      {state?.tier && state.tier !== "basic" && (
        <Alert variant="light" color="gray" mb="md">
          {t("If the plan you chose needs the operator's approval, you start with Basic and are told when it changes.")}
        </Alert>
      )}
      <p>{t("No mail after a few minutes? Check your spam folder, or send it again.")}</p>
      <Button variant="default" loading={busy} onClick={() => void again()}>
        {t("Send the mail again")}
      </Button>
    </AuthPage>
  );
}

const schema = z.object({ email: email() });

export function ForgotPassword() {
  const [sent, setSent] = useState<string | null>(null);
  const form = useZodForm(schema, { email: "" });
  const below = <Link to="/signin">{t("Back to sign-in")}</Link>;
  if (sent) {
    return (
      <AuthPage
        title={t("Check your mail")}
        lead={t("If {email} has an account, a link to choose a new password is on its way. It works once and for a short time.", {
          email: sent,
        })}
        below={below}
      >
        <Button variant="default" onClick={() => setSent(null)}>
          {t("Use another address")}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("Choose a new password")} lead={t("We send you a link. Your old password works until you use it.")} below={below}>
      <Form
        form={form}
        submit={t("Send the link")}
        fullWidth
        onSubmit={async (values) => {
          await forgotPassword(values.email);
          setSent(values.email);
        }}
      >
        <div className={classes.fields}>
          <TextInput label={t("Email address")} type="email" autoComplete="username" autoFocus {...field(form, "email")} />
        </div>
      </Form>
    </AuthPage>
  );
}
