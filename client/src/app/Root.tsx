import { Outlet } from "react-router";
import { NavigationHold } from "@/components/NavigationHold";

export function Root() {
  return (
    <>
      <NavigationHold />
      <Outlet />
    </>
  );
}
