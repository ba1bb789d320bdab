import { useEffect, useRef } from "react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { tenants } from "@/api/queries";
import { useTenant } from "@/components/me";
import { OperationSteps } from "@/components/OperationSteps";
import { t } from "@/lib/i18n";
import classes from "./Provisioning.module.css";

const LIVE_MS = 2_000;

/** For the people of a company whose own place is still being made: why nothing answers yet, and how far it is. */
export default function Provisioning() {
  const { tenant_id } = useTenant();
  const client = useQueryClient();
  const { data } = useQuery({
    ...tenants.lastOperation(tenant_id),
    staleTime: Infinity,
    refetchInterval: ({ state }) => (state.data?.kind === "provision" && state.data.status !== "done" ? LIVE_MS : false),
  });
  const making = data?.kind === "provision" && data.status !== "done" ? data : null;
  const was = useRef(false);
  useEffect(() => {
    // What was refused meanwhile is there now.
    if (was.current && !making) void client.invalidateQueries();
    was.current = !!making;
  }, [client, making]);
  if (!making) return null;
  return (
    <section className={classes.banner} aria-labelledby="provisioning">
      <h2 id="provisioning">
        {making.status === "failed" ? t("Your company's own place could not be made yet") : t("Your company's own place is being made")}
      </h2>
      <p role="status">
        {making.status === "failed"
          ? t("Whoever runs this installation sees why, and can try again. Nothing that you do is lost.")
          : t("It takes a few moments. Until then products and orders can't be reached; this page goes on by itself.")}
      </p>
      <OperationSteps steps={making.steps} />
    </section>
  );
}
