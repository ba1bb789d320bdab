import { useState } from "react";
import { Button, Group, NativeSelect, PasswordInput, TextInput } from "@mantine/core";
import { IconCheck, IconMinus } from "@tabler/icons-react";
import type { Path } from "react-hook-form";
import { Link, useNavigate } from "react-router";
import * as z from "zod/mini";
import { checkRegistration, register } from "@/api/auth";
import type { Tier } from "@/api/types";
import { applyProblem, email, field, LeaveGuard, newPassword, required, useZodForm } from "@/components/forms";
import { SearchSelect } from "@/components/SearchSelect";
import { ProblemView } from "@/components/States";
import type { Problem } from "@/api/problem";
import { currencyChoices, guessCurrency } from "@/lib/currencies";
import { t } from "@/lib/i18n";
import { TIERS, tierName } from "@/lib/names";
import { planLines } from "@/lib/plans";
import { allZones, browserZone } from "@/lib/time";
import { AuthPage } from "./AuthPage";
import classes from "./AuthPage.module.css";

const schema = z.object({
  company_name: required(200),
  currency: required(3),
  time_zone: required(64),
  name: required(100),
  email: email(),
  password: newPassword(),
  tier: z.enum(["basic", "premium", "enterprise"]),
});
type Values = z.infer<typeof schema>;

/** Company, then person, then plan: each step asks for what belongs together. */
const STEPS: Path<Values>[][] = [["company_name", "currency", "time_zone"], ["name", "email", "password"], ["tier"]];

export function Register() {
  const [step, setStep] = useState(0);
  const [problem, setProblem] = useState<Problem | null>(null);
  const navigate = useNavigate();
  const form = useZodForm<Values>(schema, {
    company_name: "",
    currency: guessCurrency(),
    time_zone: browserZone(),
    name: "",
    email: "",
    password: "",
    tier: "basic",
  });
  const titles = [t("Company"), t("You"), t("Plan")];

  const next = async () => {
    if (!(await form.trigger(STEPS[step], { shouldFocus: true }))) return;
    // What only the server can judge, like a password that is guessed first, is said where it was typed.
    if (step === 1) {
      try {
        await checkRegistration(form.getValues());
        setProblem(null);
      } catch (error) {
        setProblem(applyProblem(form, error));
        if (STEPS[step]?.some((name) => form.getFieldState(name).error)) return;
      }
    }
    setStep(step + 1);
  };
  const send = form.handleSubmit(async (values) => {
    setProblem(null);
    try {
      await register(values);
    } catch (error) {
      const rest = applyProblem(form, error);
      const wrong = STEPS.findIndex((names) => names.some((name) => form.getFieldState(name).error));
      if (wrong >= 0) setStep(wrong);
      setProblem(rest);
      return;
    }
    form.reset(values);
    // The address travels in the history entry, not in the page's address.
    navigate("/check-your-mail", { state: { email: values.email, tier: values.tier } });
  });

  return (
    <AuthPage
      title={t("Register your company")}
      wide={step === 2}
      below={
        <>
          {t("Have an account?")} <Link to="/signin">{t("Sign in")}</Link>
        </>
      }
    >
      <ol className={classes.steps} style={{ marginTop: 14 }}>
        {titles.map((title, index) => (
          <li key={title} data-done={index < step || undefined} aria-current={index === step ? "step" : undefined}>
            {title}
          </li>
        ))}
      </ol>
      {problem && <ProblemView error={problem} />}
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void (step < 2 ? next() : send());
        }}
      >
        {step === 0 && (
          <div className={classes.fields}>
            <TextInput label={t("Company name")} autoComplete="organization" autoFocus {...field(form, "company_name")} />
            <div className={classes.row}>
              <SearchSelect
                form={form}
                name="currency"
                label={t("Currency")}
                description={t("Can't be changed later")}
                data={currencyChoices()}
              />
              <NativeSelect
                label={t("Time zone")}
                description={t("Days begin and end by it")}
                data={allZones(browserZone())}
                {...field(form, "time_zone")}
              />
            </div>
          </div>
        )}
        {step === 1 && (
          <div className={classes.fields}>
            <TextInput label={t("Your name")} autoComplete="name" autoFocus {...field(form, "name")} />
            <TextInput label={t("Email address")} type="email" autoComplete="email" {...field(form, "email")} />
            <PasswordInput
              label={t("Password")}
              description={t("At least 12 characters. A few words are easier to remember than symbols.")}
              autoComplete="new-password"
              visibilityToggleButtonProps={{ "aria-label": t("Show the password"), tabIndex: 0 }}
              {...field(form, "password")}
            />
          </div>
        )}
        {step === 2 && (
          <fieldset className={classes.plans} aria-label={t("Plan")}>
            {TIERS.map((tier) => (
              <PlanCard key={tier} tier={tier} input={form.register("tier")} />
            ))}
          </fieldset>
        )}
        <Group mt="lg" gap="xs" justify="space-between">
          {step > 0 ? (
            <Button variant="default" onClick={() => setStep(step - 1)}>
              {t("Back")}
            </Button>
          ) : (
            <span />
          )}
          <Button type="submit" loading={form.formState.isSubmitting}>
            {step < 2 ? t("Continue") : t("Register")}
          </Button>
        </Group>
      </form>
      <LeaveGuard dirty={form.formState.isDirty && !form.formState.isSubmitting && !form.formState.isSubmitSuccessful} />
    </AuthPage>
  );
}

function PlanCard({ tier, input }: { tier: Tier; input: object }) {
  return (
    <label className={classes.plan}>
      <input type="radio" value={tier} {...input} />
      <span className={classes.planName}>{tierName(tier)}</span>
      <ul>
        {planLines(tier).map(({ text, included }) => (
          <li key={text} data-missing={!included || undefined}>
            {included ? <IconCheck size={14} stroke={2.4} aria-hidden /> : <IconMinus size={14} aria-hidden />}
            <span>
              {text}
              {!included && <span className="visually-hidden"> ({t("not included")})</span>}
            </span>
          </li>
        ))}
      </ul>
    </label>
  );
}
