import { NavLink, Outlet, useLocation } from "react-router";
import { useMay } from "@/components/me";
import { Page } from "@/components/Page";
import { useCurrentInSight } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import classes from "./Settings.module.css";

export function SettingsLayout() {
  const admin = useMay("admin");
  const { pathname } = useLocation();
  const nav = useCurrentInSight(pathname);
  const links = [
    { to: "/settings", label: t("Company"), end: true },
    { to: "/settings/preferences", label: t("Preferences") },
    ...(admin ? [{ to: "/settings/people", label: t("People") }] : []),
    { to: "/settings/security", label: t("Security") },
    { to: "/settings/plan", label: admin ? t("Plan and usage") : t("Plan") },
    ...(admin
      ? [
          { to: "/settings/api-keys", label: t("API keys") },
          { to: "/settings/webhooks", label: t("Webhooks") },
          { to: "/settings/event-types", label: t("Event types") },
          { to: "/settings/audit", label: t("Audit log") },
          { to: "/settings/data", label: t("Data") },
        ]
      : []),
  ];
  return (
    <Page title={t("Settings")}>
      <div className={classes.layout}>
        <nav ref={nav} className={classes.nav} aria-label={t("Settings")}>
          {links.map(({ to, label, end }) => (
            <NavLink key={to} to={to} end={end} className={classes.link}>
              {label}
            </NavLink>
          ))}
        </nav>
        <div className={classes.content}>
          <Outlet />
        </div>
      </div>
    </Page>
  );
}
