import { useState } from "react";
import { Alert, Anchor, Group, PasswordInput, TextInput } from "@mantine/core";
import { Link, useNavigate, useSearchParams } from "react-router";
import * as z from "zod/mini";
import { signIn } from "@/api/session";
import type { Challenge } from "@/api/types";
import { Form, field, required, useZodForm } from "@/components/forms";
import { SecondFactor } from "@/components/SecondFactor";
import { t } from "@/lib/i18n";
import { safeTarget } from "@/lib/url";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";

const schema = z.object({ email: required(254), password: required(128) });

export function SignIn() {
  const [params] = useSearchParams();
  return (
    <AuthPage
      title={t("Sign in")}
      lead={params.get("done") === "password" ? t("Your new password is set. Sign in with it.") : undefined}
      below={
        <>
          {t("New here?")} <Link to="/register">{t("Register your company")}</Link>
        </>
      }
    >
      <Credentials
        operator={false}
        below={
          <Anchor component={Link} to="/forgot-password" size="sm">
            {t("Forgot your password?")}
          </Anchor>
        }
      />
    </AuthPage>
  );
}

export function OperatorSignIn() {
  return (
    <AuthPage
      title={t("Operator sign-in")}
      lead={t("For the people who run this installation.")}
      below={<Link to="/signin">{t("Sign in to a company instead")}</Link>}
    >
      <Credentials operator />
    </AuthPage>
  );
}

function Credentials({ operator, below }: { operator: boolean; below?: React.ReactNode }) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const form = useZodForm(schema, { email: params.get("email") ?? "", password: "" });
  const enter = () => navigate(safeTarget(params.get("next"), operator ? "/operator" : "/"), { replace: true });
  const again = (text: string | null) => {
    form.resetField("password");
    setChallenge(null);
    setNotice(text);
  };
  if (challenge) return <SecondFactor challenge={challenge} onSignedIn={enter} onAgain={again} />;
  return (
    <>
      {notice && (
        <Alert role="status" variant="light" color="yellow">
          {notice}
        </Alert>
      )}
      <Form
        form={form}
        submit={t("Sign in")}
        fullWidth
        onSubmit={async ({ email, password }) => {
          try {
            const next = await signIn(email, password, operator);
            if (!next) return enter();
            setChallenge(next);
          } catch (error) {
            form.resetField("password");
            throw error;
          }
        }}
      >
        <div className={classes.fields}>
          <TextInput label={t("Email address")} type="email" autoComplete="username" autoFocus {...field(form, "email")} />
          <PasswordInput
            label={t("Password")}
            autoComplete="current-password"
            visibilityToggleButtonProps={{ "aria-label": t("Show the password"), tabIndex: 0 }}
            {...field(form, "password")}
          />
          {below && <Group justify="flex-end">{below}</Group>}
        </div>
      </Form>
    </>
  );
}
