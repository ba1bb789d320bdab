import type { ReactNode } from "react";
import { Link } from "react-router";
import { LanguageLinks } from "@/components/LanguageLinks";
import { useTitle } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import classes from "./AuthPage.module.css";

interface Props {
  title: string;
  lead?: ReactNode;
  wide?: boolean;
  children?: ReactNode;
  below?: ReactNode;
}

/** The frame of all pages that need nobody signed in. */
export function AuthPage({ title, lead, wide, children, below }: Props) {
  useTitle(title);
  return (
    <div className={classes.ground}>
      <main className={classes.column} data-wide={wide || undefined}>
        <Link to="/signin" className={classes.brand} aria-label={t("Tenantry: sign in")}>
          <Mark />
          <span>{t("Tenantry")}</span>
        </Link>
        <div className={classes.card}>
          <h1 className={classes.title}>{title}</h1>
          {lead && <div className={classes.lead}>{lead}</div>}
          {children}
        </div>
        {below && <div className={classes.below}>{below}</div>}
        <LanguageLinks />
      </main>
    </div>
  );
}

function Mark() {
  return (
    <svg viewBox="0 0 32 32" width="30" height="30" aria-hidden>
      <rect width="32" height="32" rx="8" fill="#1b6650" />
      <path d="M8 10.5h16M16 10.5V24" stroke="#fff" strokeWidth="3.4" strokeLinecap="round" />
      <circle cx="24" cy="22" r="2.6" fill="#9fd8c0" />
    </svg>
  );
}
