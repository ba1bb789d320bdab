import { useEffect } from "react";
import { Outlet, useLocation } from "react-router";
import { NavigationHold } from "@/components/NavigationHold";

export function Root() {
  const { pathname } = useLocation();
  // The page before stays in sight until the next has come; a test that drives a browser reads here which of them it is.
  useEffect(() => {
    document.documentElement.dataset.path = pathname;
  }, [pathname]);
  return (
    <>
      <NavigationHold />
      <Outlet />
    </>
  );
}
