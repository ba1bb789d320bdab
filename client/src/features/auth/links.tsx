import { useRef, useState } from "react";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearchParams } from "react-router";
import * as z from "zod/mini";
import * as auth from "@/api/auth";
import { asProblem } from "@/api/problem";
import { leave, session, signIn, signOut } from "@/api/session";
import { Form, field, newPassword, required, useZodForm } from "@/components/forms";
import { Loading, ProblemView } from "@/components/States";
import { say } from "@/components/toasts";
import { t } from "@/lib/i18n";
import { roleMeaning, roleName } from "@/lib/names";
import { browserZone, formatTime } from "@/lib/time";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";

/**
 * Where mailed links lead. Opening one does nothing yet: mail scanners open
 * links too, and must not use them up.
 */
function useCode(): string {
  const [params] = useSearchParams();
  return params.get("code") ?? "";
}

export function Confirm() {
  const code = useCode();
  const navigate = useNavigate();
  const confirm = useMutation({ mutationFn: () => auth.confirm(code) });
  if (confirm.isSuccess) {
    return (
      <AuthPage title={t("Welcome to Tenantry")} lead={t("Your address is confirmed and your company is ready.")}>
        <Button fullWidth onClick={() => navigate("/signin")}>
          {t("Sign in")}
        </Button>
      </AuthPage>
    );
  }
  if (!code || confirm.error) {
    return (
      <AuthPage title={t("This link does not work")} below={<Link to="/signin">{t("Back to sign-in")}</Link>}>
        <BadLink error={confirm.error} />
        <p>{t("If you confirmed before, just sign in. Otherwise register again with the same address.")}</p>
        <Button component={Link} to="/register" variant="default">
          {t("Register")}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("Confirm your address")} lead={t("One more click and your company is ready.")}>
      <Button fullWidth loading={confirm.isPending} onClick={() => confirm.mutate()}>
        {t("Confirm my address")}
      </Button>
    </AuthPage>
  );
}

function BadLink({ error }: { error: unknown }) {
  const problem = error ? asProblem(error) : null;
  if (problem && !problem.is("bad_code")) return <ProblemView error={problem} />;
  return <p>{t("It is not complete, was used already, or has expired.")}</p>;
}

const resetSchema = z.object({ password: newPassword() });

export function ResetPassword() {
  const code = useCode();
  const navigate = useNavigate();
  const [dead, setDead] = useState(!code);
  const form = useZodForm(resetSchema, { password: "" });
  if (dead) {
    return (
      <AuthPage title={t("This link does not work")} below={<Link to="/signin">{t("Back to sign-in")}</Link>}>
        <BadLink error={null} />
        <Button component={Link} to="/forgot-password">
          {t("Ask for a new link")}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage title={t("Choose a new password")} lead={t("All your sessions end, on every device.")}>
      <Form
        form={form}
        submit={t("Set the password")}
        fullWidth
        onSubmit={async ({ password }) => {
          try {
            await auth.resetPassword(code, password);
          } catch (error) {
            if (asProblem(error).is("bad_code")) return setDead(true);
            throw error;
          }
          leave();
          navigate("/signin?done=password", { replace: true });
        }}
      >
        <div className={classes.fields}>
          <PasswordInput
            label={t("New password")}
            description={t("At least 12 characters. A few words are easier to remember than symbols.")}
            autoComplete="new-password"
            autoFocus
            visibilityToggleButtonProps={{ "aria-label": t("Show the password"), tabIndex: 0 }}
            {...field(form, "password")}
          />
        </div>
      </Form>
    </AuthPage>
  );
}

const joinSchema = z.object({ name: required(100), password: newPassword() });

export function Invitation() {
  const code = useCode();
  const navigate = useNavigate();
  const form = useZodForm(joinSchema, { name: "", password: "" });
  const preview = useQuery({ ...auth.invitationQuery(code), enabled: !!code });
  const signedIn = useRef(session.get().status === "in");
  if (!code || preview.error) {
    const problem = preview.error ? asProblem(preview.error) : null;
    if (problem && !problem.is("bad_code")) {
      return (
        <AuthPage title={t("Your invitation")}>
          <ProblemView error={problem} retry={() => void preview.refetch()} />
        </AuthPage>
      );
    }
    return (
      <AuthPage title={t("This invitation does not work")} below={<Link to="/signin">{t("Back to sign-in")}</Link>}>
        <p>{t("It was used already, was withdrawn, or has expired. Ask the person who invited you for a new one.")}</p>
      </AuthPage>
    );
  }
  if (!preview.data) {
    return (
      <AuthPage title={t("Your invitation")}>
        <Loading lines={4} />
      </AuthPage>
    );
  }
  const { company_name, email, role, expires_at, already_member } = preview.data;
  if (already_member) {
    return (
      <AuthPage
        title={t("You have an account already")}
        lead={t(
          "{email} belongs to an account, and an address belongs to one company. To join {company}, ask to be invited with another address.",
          { email, company: company_name },
        )}
      >
        <Button component={Link} to={`/signin?email=${encodeURIComponent(email)}`}>
          {t("Sign in as {email}", { email })}
        </Button>
      </AuthPage>
    );
  }
  if (signedIn.current) {
    return (
      <AuthPage
        title={t("You are signed in with another account")}
        lead={t("This invitation is for {email}. Sign out to take it.", { email })}
        below={<Link to="/">{t("Stay signed in")}</Link>}
      >
        <Button
          onClick={async () => {
            await signOut();
            signedIn.current = false;
            void preview.refetch();
          }}
        >
          {t("Sign out and go on")}
        </Button>
      </AuthPage>
    );
  }
  return (
    <AuthPage
      title={t("Join {company}", { company: company_name })}
      lead={
        <>
          {t("You join as {role}: {meaning}.", { role: roleName(role), meaning: roleMeaning(role) })}{" "}
          {t("The invitation holds until {time}.", { time: formatTime(expires_at, browserZone()) })}
        </>
      }
    >
      <Form
        form={form}
        submit={t("Join")}
        fullWidth
        onSubmit={async ({ name, password }) => {
          await auth.join(code, name, password);
          await signIn(email, password);
          say(t("Welcome to {company}.", { company: company_name }));
          navigate("/", { replace: true });
        }}
      >
        <div className={classes.fields}>
          <TextInput label={t("Email address")} value={email} readOnly autoComplete="username" />
          <TextInput label={t("Your name")} autoComplete="name" autoFocus {...field(form, "name")} />
          <PasswordInput
            label={t("Password")}
            description={t("At least 12 characters. A few words are easier to remember than symbols.")}
            autoComplete="new-password"
            visibilityToggleButtonProps={{ "aria-label": t("Show the password"), tabIndex: 0 }}
            {...field(form, "password")}
          />
        </div>
      </Form>
    </AuthPage>
  );
}
