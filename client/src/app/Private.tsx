import { lazy, Suspense, useState } from "react";
import { Navigate, useLocation } from "react-router";
import { signOut } from "@/api/session";
import { useMe } from "@/components/me";
import { MeProvider } from "@/components/MeProvider";
import { ProblemView } from "@/components/States";
import { Button } from "@mantine/core";
import { t } from "@/lib/i18n";
import classes from "./Gate.module.css";
import { Shell } from "./Shell";
import { Splash } from "./Splash";
import { Suspended } from "./Suspended";
import { useSession } from "./useSession";

/** Everything in here is for people who are signed in. */
export function Private() {
  const session = useSession();
  const { pathname, search } = useLocation();
  if (session.status === "starting") return <Splash />;
  if (session.status === "suspended") return <Suspended reason={session.reason} />;
  if (session.status === "out" && session.to) return <Navigate to={session.to.path} state={session.to.state} replace />;
  if (session.status === "out") {
    const target = pathname === "/" ? "" : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`${pathname.startsWith("/operator") ? "/operator/signin" : "/signin"}${target}`} replace />;
  }
  return (
    <MeProvider
      fallback={<Splash />}
      failed={(error, retry) => (
        <main className={classes.gate}>
          <ProblemView error={error} retry={retry} />
          <Button variant="default" onClick={() => void signOut()}>
            {t("Sign out")}
          </Button>
        </main>
      )}
    >
      <Proven />
    </MeProvider>
  );
}

const Enrolment = lazy(() => import("./Enrolment"));

/** Stays with the enrolment until the recovery codes are kept, whatever the server says meanwhile. */
function Proven() {
  const me = useMe();
  const [enrolling, setEnrolling] = useState(false);
  if (me.mfa_required && !me.mfa_enabled && !enrolling) setEnrolling(true);
  if (!enrolling) return <Shell />;
  return (
    <Suspense fallback={<Splash />}>
      <Enrolment onDone={() => setEnrolling(false)} />
    </Suspense>
  );
}
