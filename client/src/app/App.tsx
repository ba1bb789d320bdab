import { Fragment, lazy, Suspense, useEffect, useSyncExternalStore } from "react";
import { DirectionProvider, MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { meQuery } from "@/api/queries";
import { forgetKeys } from "@/api/keys";
import { factorDemands, session } from "@/api/session";
import { Toasts } from "@/components/Toasts";
import { dismissAll } from "@/components/toasts";
import { language } from "@/lib/languages";
import { forgetLists } from "@/lib/lists";
import { createQueryClient } from "./queryClient";
import { router } from "./router";
import { theme } from "./theme";
import { useSession } from "./useSession";

const SessionDialog = lazy(() => import("./SessionDialog"));

const queryClient = createQueryClient();

export function App() {
  useEffect(
    () =>
      session.subscribe(() => {
        if (session.get().status !== "out") return;
        // The next person at this browser must find nothing of the one who left.
        queryClient.clear();
        forgetKeys();
        forgetLists();
        dismissAll();
      }),
    [],
  );
  useEffect(() => factorDemands.subscribe(() => void queryClient.invalidateQueries({ queryKey: meQuery.queryKey })), []);
  const tag = useSyncExternalStore(language.subscribe, language.get);
  return (
    <DirectionProvider>
      <MantineProvider theme={theme} defaultColorScheme="auto">
        <QueryClientProvider client={queryClient}>
          {/* A change of language paints everything anew; the session and what was read stay. */}
          <Fragment key={tag}>
            <RouterProvider router={router} />
            <SignInAgain />
            <Toasts />
          </Fragment>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}

/** Fetched when the app is idle: at the moment it is needed, the connection may be what broke. */
function SignInAgain() {
  const { status } = useSession();
  useEffect(() => {
    const timer = setTimeout(() => void import("./SessionDialog"), 5_000);
    return () => clearTimeout(timer);
  }, []);
  return <Suspense>{status === "expired" && <SessionDialog />}</Suspense>;
}
