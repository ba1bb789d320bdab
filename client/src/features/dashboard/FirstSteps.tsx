import { useState } from "react";
import { CloseButton } from "@mantine/core";
import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { orders, people, products } from "@/api/queries";
import { displayName, useMay, useTenant } from "@/components/me";
import { t } from "@/lib/i18n";
import { recall, remember } from "@/lib/settings";
import classes from "./Dashboard.module.css";
import { AddSamples, useSamples } from "./Samples";

export function useFirstSteps() {
  const { tenant_id } = useTenant();
  const staff = useMay("staff");
  const admin = useMay("admin");
  const name = `first-steps.${tenant_id}`;
  const [hidden, setHidden] = useState(() => recall(name) !== null);
  const enabled = staff && !hidden;
  const goods = useQuery({ ...products.list({ limit: 50 }), enabled });
  const sales = useQuery({ ...orders.counts, enabled });
  const samples = useSamples();
  const members = useInfiniteQuery({ ...people.members, enabled: enabled && admin });
  const invitations = useInfiniteQuery({ ...people.invitations, enabled: enabled && admin });
  const hide = () => {
    remember(name, "hidden");
    setHidden(true);
  };
  const queries = [goods, sales, samples, members, invitations];
  return { ready: !queries.some((query) => query.isLoading), enabled, goods, sales, samples: samples.data, members, invitations, hide };
}

/** What to do first, until it is done or waved away. */
export function FirstSteps({ enabled, goods, sales, samples, members, invitations, hide }: ReturnType<typeof useFirstSteps>) {
  const tenant = useTenant();
  const admin = useMay("admin");
  if (!enabled || !goods.data || !sales.data || (admin && !samples)) return null;
  const steps = [
    {
      done: goods.data.items.length > (samples?.products ?? 0),
      to: "/products/new",
      title: t("Create a product"),
      text: t("Name, price and stock are enough."),
    },
    {
      done: sales.data.all > (samples?.orders ?? 0),
      to: "/orders/new",
      title: t("Place an order"),
      text: t("It draws from the stock and mails the customer."),
    },
    ...(admin && members.data && invitations.data
      ? [
          {
            done: members.data.length + invitations.data.length > 1,
            to: "/settings/people",
            title: t("Invite a colleague"),
            text: t("Choose what their role allows."),
          },
        ]
      : []),
  ];
  if (steps.every((step) => step.done)) return null;
  return (
    <section className={classes.steps} aria-labelledby="first-steps">
      <div className={classes.stepsHead}>
        <h2 id="first-steps">{t("Welcome to {company}", { company: displayName(tenant) })}</h2>
        <CloseButton aria-label={t("Hide the first steps")} onClick={hide} />
      </div>
      <ol>
        {steps.map((step) => (
          <li key={step.to} data-done={step.done || undefined}>
            {step.done ? <IconCircleCheckFilled size={20} aria-hidden /> : <IconCircle size={20} aria-hidden />}
            <div>
              {step.done ? <span>{step.title}</span> : <Link to={step.to}>{step.title}</Link>}
              <small>{step.done ? t("Done") : step.text}</small>
            </div>
          </li>
        ))}
      </ol>
      {admin && samples && !samples.present && goods.data.items.length === 0 && (
        <div className={classes.around}>
          <AddSamples />
          <span>{t("Or look around first: twelve products and forty orders of invented customers, taken away again with one press.")}</span>
        </div>
      )}
    </section>
  );
}
