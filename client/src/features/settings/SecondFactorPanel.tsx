import { lazy, Suspense, useState } from "react";
import { Button, Group, PasswordInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { endTotp, renewRecoveryCodes } from "@/api/auth";
import { asProblem, Problem } from "@/api/problem";
import { meQuery, mfaQuery } from "@/api/queries";
import { Badge } from "@/components/Badge";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useFormat } from "@/components/me";
import { Panel } from "@/components/Page";
import { RecoveryCodes } from "@/components/RecoveryCodes";
import { Loading, ProblemView } from "@/components/States";
import { say } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import classes from "./Settings.module.css";

const EnrolTotp = lazy(() => import("@/components/EnrolTotp"));

type Deed = "off" | "codes";

export function SecondFactorPanel() {
  const client = useQueryClient();
  const { time } = useFormat();
  const { data, error, refetch } = useQuery(mfaQuery);
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
    say(t("Your second factor is on. Signing in takes a code from now on."));
  };
  return (
    <Panel title={t("Second factor")} id="second-factor" aside={data && <Badge tone={data.enabled ? "green" : "gray"}>{data.enabled ? t("On") : t("Off")}</Badge>}>
      {error && !data ? (
        <ProblemView error={error} retry={() => void refetch()} />
      ) : !data ? (
        <Loading lines={2} />
      ) : enrolling ? (
        <Suspense fallback={<Loading lines={5} />}>
          <EnrolTotp onDone={() => void enrolled()} onCancel={() => setEnrolling(false)} />
        </Suspense>
      ) : codes ? (
        <RecoveryCodes codes={codes} onKept={() => setCodes(null)} />
      ) : !data.enabled ? (
        <div className={classes.row}>
          <div>
            <h3>{t("Authenticator app")}</h3>
            <p>{t("Besides your password, signing in takes a code that an app on your phone shows.")}</p>
          </div>
          <Button onClick={() => setEnrolling(true)}>{t("Set it up")}</Button>
        </div>
      ) : (
        <div className={classes.row}>
          <div>
            <h3>{t("Authenticator app")}</h3>
            <p>
              {data.enabled_since && t("On since {time}.", { time: time(data.enabled_since) })}{" "}
              {tn("{count} recovery code is left.", "{count} recovery codes are left.", data.recovery_codes_left)}
              {data.required && ` ${t("It is demanded of you, so turning it off means setting it up anew.")}`}
            </p>
          </div>
          <Group gap="xs">
            <Button variant="default" onClick={() => setDeed("codes")}>
              {t("New recovery codes…")}
            </Button>
            <Button variant="default" onClick={() => setDeed("off")}>
              {t("Turn it off…")}
            </Button>
          </Group>
        </div>
      )}
      {deed && (
        <ProofDialog
          deed={deed}
          onClose={() => setDeed(null)}
          onProven={async (password) => {
            if (deed === "codes") setCodes(await renewRecoveryCodes(password));
            else {
              await endTotp(password);
              say(t("Your second factor is off."));
            }
            setDeed(null);
            await readAnew();
          }}
        />
      )}
    </Panel>
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
      title={off ? t("Turn the second factor off?") : t("Make new recovery codes?")}
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
