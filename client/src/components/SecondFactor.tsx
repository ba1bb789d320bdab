import { useId, useState } from "react";
import { Button, Group, TextInput } from "@mantine/core";
import { asProblem, type Problem } from "@/api/problem";
import { answerChallenge, type Factor } from "@/api/session";
import type { Challenge } from "@/api/types";
import { t } from "@/lib/i18n";
import { CodeBoxes } from "./CodeBoxes";
import { ProblemView } from "./States";

interface Props {
  challenge: Challenge;
  onSignedIn: () => void;
  /** The password has to be given once more; says why, if there is a why. */
  onAgain: (notice: string | null) => void;
}

/** The second half of signing in: a code of the app, or a recovery code when the app is lost. */
export function SecondFactor({ challenge, onSignedIn, onAgain }: Props) {
  const [lost, setLost] = useState(false);
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const hint = useId();

  const answer = async (factor: Factor) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      if (await answerChallenge(challenge, factor)) onSignedIn();
      else onAgain(t("The recovery code is accepted. Sign in with your password once more; two-factor authentication stays on."));
    } catch (error) {
      const refused = asProblem(error);
      if (refused.is("challenge_over")) return onAgain(refused.sentence);
      setText("");
      setProblem(refused);
    } finally {
      setBusy(false);
    }
  };
  const turn = () => {
    setLost(!lost);
    setText("");
    setProblem(null);
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void answer(lost ? { recovery_code: text.trim() } : { code: text });
      }}
    >
      {problem && <ProblemView error={problem} />}
      <p id={hint}>
        {lost
          ? t("Type one of the recovery codes that you kept. Each signs you in once; two-factor authentication stays on.")
          : t("Type the six digits that your authenticator app shows now.")}
      </p>
      {lost ? (
        <TextInput
          label={t("Recovery code")}
          placeholder={t("xxxx-xxxx-xxxx")}
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={40}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : (
        <CodeBoxes
          describedBy={hint}
          value={text}
          disabled={busy}
          wrong={!!problem}
          onChange={setText}
          onComplete={(code) => void answer({ code })}
        />
      )}
      <Group mt="lg" gap="xs">
        <Button type="submit" loading={busy} disabled={lost ? !text.trim() : text.length < 6}>
          {lost ? t("Use the recovery code") : t("Sign in")}
        </Button>
        <Button variant="subtle" color="gray" onClick={turn}>
          {lost ? t("Use the app instead") : t("I lost my app")}
        </Button>
        <Button variant="subtle" color="gray" onClick={() => onAgain(null)}>
          {t("Back")}
        </Button>
      </Group>
    </form>
  );
}
