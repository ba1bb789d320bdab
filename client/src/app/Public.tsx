import { Navigate, Outlet, useLocation, useSearchParams } from "react-router";
import { safeTarget } from "@/lib/url";
import { Splash } from "./Splash";
import { useSession } from "./useSession";

/** Links from mails work for anybody; the two sign-in pages send on people who are signed in already. */
const ONLY_SIGNED_OUT = ["/signin", "/operator/signin", "/register"];

export function Public() {
  const session = useSession();
  const { pathname } = useLocation();
  const [params] = useSearchParams();
  const here = ONLY_SIGNED_OUT.includes(pathname);
  if (here && session.status === "starting") return <Splash />;
  if (here && session.status !== "out") return <Navigate to={safeTarget(params.get("next"))} replace />;
  return <Outlet />;
}
