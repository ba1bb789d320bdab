import { lazy, Suspense, useState } from "react";
import { Alert, Button, Group, Modal, PasswordInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { asProblem, type Problem } from "@/api/problem";
import { meQuery } from "@/api/queries";
import { signIn, signOut } from "@/api/session";
import type { Challenge } from "@/api/types";
import { ProblemView } from "@/components/States";
import { t } from "@/lib/i18n";

// The password comes first, and what follows it needs the server anyway.
const SecondFactor = lazy(async () => ({ default: (await import("@/components/SecondFactor")).SecondFactor }));

/** The session ended under somebody's hands: they sign in here, the page beneath keeps what they typed. */
export default function SessionDialog() {
  const me = useQueryClient().getQueryData(meQuery.queryKey);
  const [password, setPassword] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [challenge, setChallenge] = useState<Challenge | null>(null);
  const [notice, setNotice] = useState<string | null>(null);
  const submit = async () => {
    setBusy(true);
    setProblem(null);
    setNotice(null);
    try {
      setChallenge(await signIn(me?.email ?? "", password, me?.operator ?? false));
      setPassword("");
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal
      opened
      onClose={() => undefined}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={450}
      title={t("Sign in again")}
    >
      {challenge ? (
        <Suspense>
          <SecondFactor
            challenge={challenge}
            onSignedIn={() => setChallenge(null)}
            onAgain={(text) => {
              setChallenge(null);
              setNotice(text);
            }}
          />
        </Suspense>
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void submit();
          }}
        >
          <p style={{ marginTop: 0 }}>{t("Your session has ended. Nothing on this page is lost: sign in and go on.")}</p>
          {notice && (
            <Alert role="status" variant="light" color="yellow" mb="sm">
              {notice}
            </Alert>
          )}
          {problem && <ProblemView error={problem} />}
          <input type="hidden" autoComplete="username" name="email" value={me?.email ?? ""} readOnly />
          <PasswordInput
            label={t("Password for {email}", { email: me?.email ?? "" })}
            autoComplete="current-password"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ "aria-label": t("Show the password") }}
            data-autofocus
          />
          <Group mt="lg" gap="xs">
            <Button type="submit" loading={busy} disabled={!password}>
              {t("Sign in")}
            </Button>
            <Button variant="subtle" color="gray" onClick={() => void signOut()}>
              {t("Sign out and leave")}
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  );
}
