import { useEffect } from "react";
import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "react-router/dom";
import { session } from "@/api/session";
import { Toasts } from "@/components/Toasts";
import { dismissAll } from "@/components/toasts";
import { createQueryClient } from "./queryClient";
import { router } from "./router";
import { SessionDialog } from "./SessionDialog";
import { theme } from "./theme";

const queryClient = createQueryClient();

export function App() {
  useEffect(
    () =>
      session.subscribe(() => {
        if (session.get().status !== "out") return;
        // Whoever sits down next must find nothing of the one who left.
        queryClient.clear();
        dismissAll();
      }),
    [],
  );
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
        <SessionDialog />
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>
  );
}
