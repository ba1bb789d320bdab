import type { ReactNode } from "react";
import { Link } from "react-router";
import { IconChevronLeft } from "@tabler/icons-react";
import { useTitle } from "@/lib/hooks";
import { listPlace } from "@/lib/lists";
import layout from "./Layout.module.css";
import classes from "./Page.module.css";

interface Props {
  title: string;
  /** Shown instead of the title where a heading is more than text. */
  heading?: ReactNode;
  back?: { to: string; label: string };
  actions?: ReactNode;
  lead?: ReactNode;
  narrow?: boolean;
  children: ReactNode;
}

export function Page({ title, heading, back, actions, lead, narrow, children }: Props) {
  useTitle(title);
  return (
    <div className={classes.page} data-narrow={narrow || undefined}>
      <header className={classes.header}>
        <div className={classes.titles}>
          {back && <BackLink {...back} />}
          <h1 className={classes.title}>{heading ?? title}</h1>
          {lead && <div className={classes.lead}>{lead}</div>}
        </div>
        {actions && <div className={`${layout.row} ${classes.actions}`}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

/** Leads to the list as it was left: with its filters, on its page. */
function BackLink({ to, label }: { to: string; label: string }) {
  const { search, state } = listPlace(to);
  return (
    <Link to={{ pathname: to, search }} state={state} className={classes.back}>
      <IconChevronLeft size={14} aria-hidden /> {label}
    </Link>
  );
}

interface PanelProps {
  title?: string;
  aside?: ReactNode;
  children: ReactNode;
  flush?: boolean;
  tone?: "bad";
  id?: string;
}

/** A sheet of paper on the ground. */
export function Panel({ title, aside, children, flush, tone, id }: PanelProps) {
  return (
    <section className={classes.panel} data-tone={tone} aria-labelledby={title && id ? id : undefined}>
      {(title || aside) && (
        <div className={classes.panelHead}>
          {title && (
            <h2 id={id} className={classes.panelTitle}>
              {title}
            </h2>
          )}
          {aside}
        </div>
      )}
      <div className={flush ? undefined : classes.panelBody}>{children}</div>
    </section>
  );
}
