import { useEffect, useRef } from "react";
import { useBlocker } from "react-router";
import { holding } from "./holds";

/** Once in the app: asks what is open and not saved before the router goes anywhere. */
export function NavigationHold() {
  const asked = useRef<ReturnType<typeof holding>>();
  const blocker = useBlocker(({ currentLocation, nextLocation, historyAction }) => {
    asked.current = holding({ back: historyAction === "POP", away: currentLocation.pathname !== nextLocation.pathname });
    return asked.current !== undefined;
  });
  useEffect(() => {
    if (blocker.state === "blocked") asked.current?.hold(blocker);
  }, [blocker]);
  return null;
}
