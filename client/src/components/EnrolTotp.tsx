import { useId, useState } from "react";
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { confirmTotp } from "@/api/auth";
import { asProblem, type Problem } from "@/api/problem";
import { enrolmentQuery } from "@/api/queries";
import { t } from "@/lib/i18n";
import { CodeBoxes } from "./CodeBoxes";
import { RecoveryCodes } from "./RecoveryCodes";
import classes from "./SecondFactor.module.css";
import { Loading, ProblemView } from "./States";

/** Scan, type what the app shows, keep the recovery codes. */
export default function EnrolTotp({ onDone, onCancel }: { onDone: () => void; onCancel?: () => void }) {
  const [code, setCode] = useState("");
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const attempt = useId();
  const hint = `${attempt}-hint`;
  const begun = useQuery({ ...enrolmentQuery(attempt), enabled: codes === null });

  const confirm = async (typed: string) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      setCodes(await confirmTotp(typed));
    } catch (error) {
      setCode("");
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  if (codes) return <RecoveryCodes codes={codes} onKept={onDone} />;
  if (begun.error) return <ProblemView error={begun.error} retry={() => void begun.refetch()} />;
  if (!begun.data) return <Loading lines={5} />;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void confirm(code);
      }}
    >
      <div className={classes.enrol}>
        {/* As a picture: nothing in it can run. */}
        <img
          className={classes.qr}
          alt={t("QR code to scan with your authenticator app")}
          src={`data:image/svg+xml,${encodeURIComponent(begun.data.qr_svg)}`}
        />
        <div>
          <h3>{t("1. Scan this with an authenticator app")}</h3>
          <p>
            {t("Or type this secret into it:")} <span className={classes.secret}>{begun.data.secret.replace(/(.{4})(?=.)/g, "$1 ")}</span>
          </p>
          <p>
            <a href={begun.data.uri}>{t("Open the app on this device")}</a>
          </p>
          <h3 id={hint}>{t("2. Type the six digits that it shows")}</h3>
          {problem &&
            (problem.errors.some(({ pointer }) => pointer === "/code") ? (
              <p role="alert" className={classes.wrong}>
                {t("That is not the code that the app shows now. Each code serves once: wait for the next.")}
              </p>
            ) : (
              <ProblemView error={problem} />
            ))}
          <CodeBoxes
            describedBy={hint}
            value={code}
            disabled={busy}
            wrong={!!problem}
            onChange={setCode}
            onComplete={(typed) => void confirm(typed)}
          />
          <Group mt="lg" gap="xs">
            <Button type="submit" loading={busy} disabled={code.length < 6}>
              {t("Turn it on")}
            </Button>
            {onCancel && (
              <Button variant="default" onClick={onCancel}>
                {t("Cancel")}
              </Button>
            )}
          </Group>
        </div>
      </div>
    </form>
  );
}
