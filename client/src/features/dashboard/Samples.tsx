import { useState } from "react";
import { Button } from "@mantine/core";
import { IconFlask } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { samplesQuery } from "@/api/queries";
import { addSamples, removeSamples } from "@/api/samples";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useMay } from "@/components/me";
import { complain, say } from "@/components/toasts";
import { t, tn } from "@/lib/i18n";
import classes from "./Dashboard.module.css";

/** The figures follow within moments, so all is read twice. */
const FOLLOW_MS = 2_000;

export function useSamples() {
  return useQuery({ ...samplesQuery, enabled: useMay("admin") });
}

function useReadAll() {
  const client = useQueryClient();
  return () => {
    void client.invalidateQueries();
    setTimeout(() => void client.invalidateQueries(), FOLLOW_MS);
  };
}

/** For a company that has nothing yet; also takes up what was interrupted. */
export function AddSamples({ again }: { again?: boolean }) {
  const readAll = useReadAll();
  const add = useMutation({
    mutationFn: addSamples,
    onSuccess: () => say(t("Sample data is here. Look around; nobody gets a mail.")),
    onError: (error) => complain(error),
    onSettled: readAll,
  });
  return (
    <Button size="xs" variant="default" leftSection={<IconFlask size={14} />} loading={add.isPending} onClick={() => add.mutate()}>
      {again ? t("Add what is missing") : t("Add sample data")}
    </Button>
  );
}

/** As long as there is any, the figures are not the company's own, and that is said above them. */
export function SampleNotice() {
  const samples = useSamples().data;
  const readAll = useReadAll();
  const [asking, setAsking] = useState(false);
  if (!samples?.present) return null;
  const what = {
    products: tn("{count} product", "{count} products", samples.products),
    orders: tn("{count} order", "{count} orders", samples.orders),
  };
  const remove = async () => {
    const removed = await removeSamples();
    setAsking(false);
    readAll();
    const kept = removed.products_kept;
    say(
      kept > 0
        ? tn(
            "The sample data is gone; {count} product that a real order names is archived.",
            "The sample data is gone; {count} products that real orders name are archived.",
            kept,
          )
        : t("The sample data is gone."),
    );
  };
  return (
    <section className={classes.samples} aria-label={t("Sample data")}>
      <IconFlask size={18} aria-hidden />
      <p>{t("{products} and {orders} are sample data, and these figures count them.", what)}</p>
      {!samples.complete && <AddSamples again />}
      <Button size="xs" variant="default" onClick={() => setAsking(true)}>
        {t("Remove it…")}
      </Button>
      <ConfirmDialog
        opened={asking}
        title={t("Remove the sample data?")}
        text={t("The sample products and orders go, also those that you changed. What is your own stays.")}
        confirm={t("Remove the sample data")}
        onConfirm={remove}
        onClose={() => setAsking(false)}
      />
    </section>
  );
}
