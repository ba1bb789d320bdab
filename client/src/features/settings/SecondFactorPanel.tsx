import { lazy, Suspense, useState } from "react";
import { Button, Group, PasswordInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { endTotp, renewRecoveryCodes } from "@/api/auth";
import { asProblem, Problem } from "@/api/problem";
import { meQuery, mfaQuery } from "@/api/queries";
import type { Mfa } from "@/api/types";
import { Answer } from "@/components/Answer";
import { Badge } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import { RecoveryCodes } from "@/components/RecoveryCodes";
import { Loading } from "@/components/States";
import text from "@/components/Text.module.css";
import { say } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import classes from "./Settings.module.css";

const EnrolTotp = lazy(() => import("@/components/EnrolTotp"));

type Deed = "off" | "codes";

export function SecondFactorPanel() {
  const client = useQueryClient();
  const query = useQuery(mfaQuery);
  const [enrolling, setEnrolling] = useState(false);
  const [deed, setDeed] = useState<Deed | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const readAnew = async () => {
    await client.invalidateQueries({ queryKey: mfaQuery.queryKey, exact: true });
    void client.invalidateQueries({ queryKey: meQuery.queryKey });
  };
  const enrolled = async () => {
    await readAnew();
    setEnrolling(false);
    say(t("Two-factor authentication is on. Signing in takes a code from now on."));
  };
  return (
    <Panel title={t("Two-factor authentication")} id="second-factor" aside={query.data && !enrolling && <OnOff on={query.data.enabled} />}>
      <Answer query={query} lines={2} lasting>
        {(factor) => {
          if (enrolling) {
            return (
              <Suspense fallback={<Loading lines={5} />}>
                <EnrolTotp onDone={() => void enrolled()} onCancel={() => setEnrolling(false)} />
              </Suspense>
            );
          }
          if (codes) return <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />;
          return factor.enabled ? <TurnedOn factor={factor} onDeed={setDeed} /> : <TurnedOff onEnrol={() => setEnrolling(true)} />;
        }}
      </Answer>
      {deed && (
        <ProofDialog
          deed={deed}
          onClose={() => setDeed(null)}
          onProven={async (password) => {
            if (deed === "codes") setCodes(await renewRecoveryCodes(password));
            else {
              await endTotp(password);
              say(t("Two-factor authentication is off."));
            }
            setDeed(null);
            await readAnew();
          }}
        />
      )}
    </Panel>
  );
}

const OnOff = ({ on }: { on: boolean }) => <Badge tone={on ? "green" : "gray"}>{on ? t("On") : t("Off")}</Badge>;

function TurnedOff({ onEnrol }: { onEnrol: () => void }) {
  return (
    <div className={classes.row}>
      <div>
        <h3 className={text.heading}>{t("Authenticator app")}</h3>
        <p>{t("Besides your password, signing in takes a code that an app on your phone shows.")}</p>
      </div>
      <Button onClick={onEnrol}>{t("Set it up")}</Button>
    </div>
  );
}

function TurnedOn({ factor, onDeed }: { factor: Mfa; onDeed: (deed: Deed) => void }) {
  const { time } = useFormat();
  return (
    <div className={classes.row}>
      <div>
        <h3 className={text.heading}>{t("Authenticator app")}</h3>
        <p>
          {factor.enabled_since && t("On since {time}.", { time: time(factor.enabled_since) })}{" "}
          {tn("{count} recovery code is left.", "{count} recovery codes are left.", factor.recovery_codes_left)}
          {factor.required && ` ${t("It is demanded of you, so turning it off means setting it up anew.")}`}
        </p>
      </div>
      <Group gap="xs">
        <Button variant="default" onClick={() => onDeed("codes")}>
          {t("New recovery codes…")}
        </Button>
        <Button variant="default" onClick={() => onDeed("off")}>
          {t("Turn it off…")}
        </Button>
      </Group>
    </div>
  );
}

/** Takes the password, so that nobody does this at an open screen. */
function ProofDialog({ deed, onClose, onProven }: { deed: Deed; onClose: () => void; onProven: (password: string) => Promise<void> }) {
  const [password, setPassword] = useState("");
  const off = deed === "off";
  return (
    <ConfirmDialog
      opened
      danger={off}
      title={off ? t("Turn off two-factor authentication?") : t("Make new recovery codes?")}
      text={off ? t("Your password alone signs in then, and the recovery codes are void.") : t("The old ones are void at once.")}
      confirm={off ? t("Turn it off") : t("Make new codes")}
      disabled={!password}
      onClose={onClose}
      onConfirm={async () => {
        try {
          await onProven(password);
        } catch (error) {
          const refused = asProblem(error);
          if (!refused.errors.some(({ pointer }) => pointer === "/password")) throw error;
          throw new Problem(refused.status, refused.code, t("That is not your password"), "");
        }
      }}
    >
      <PasswordInput
        data-autofocus
        label={t("Password")}
        autoComplete="current-password"
        maxLength={128}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        visibilityToggleButtonProps={{ "aria-label": t("Show the password"), tabIndex: 0 }}
      />
    </ConfirmDialog>
  );
}
