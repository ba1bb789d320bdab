import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { UnstyledButton, useMantineColorScheme } from "@mantine/core";
import {
  IconActivity,
  IconAlertTriangle,
  IconBell,
  IconBuildingStore,
  IconChevronDown,
  IconLanguage,
  IconLayoutDashboard,
  IconLogout,
  IconMoon,
  IconPackage,
  IconReceipt,
  IconSearch,
  IconSettings,
  IconSun,
} from "@tabler/icons-react";
import { Navigate, NavLink, Outlet, ScrollRestoration, useLocation, useNavigate, useNavigation } from "react-router";
import { signOut } from "@/api/session";
import { ActionMenu } from "@/components/ActionMenu";
import { IconButton } from "@/components/IconButton";
import { displayName, useMay, useMe, type Me } from "@/components/me";
import text from "@/components/Text.module.css";
import { SiteName, useKeys } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { roleName } from "@/lib/names";
import { NotFound } from "./NotFound";
import classes from "./Shell.module.css";
import { useBrand } from "./useBrand";

const Palette = lazy(() => import("./Palette"));
const KeyHelp = lazy(() => import("./KeyHelp"));
const Provisioning = lazy(() => import("./Provisioning"));

function navigation(me: Me) {
  if (me.operator) {
    return [
      { to: "/operator", label: t("Tenants"), icon: IconBuildingStore, end: true },
      { to: "/operator/system", label: t("System"), icon: IconActivity },
      { to: "/operator/alarms", label: t("Alarms"), icon: IconBell },
      { to: "/operator/dead-letters", label: t("Dead letters"), icon: IconAlertTriangle },
    ];
  }
  return [
    { to: "/", label: t("Dashboard"), icon: IconLayoutDashboard, end: true },
    { to: "/orders", label: t("Orders"), icon: IconReceipt },
    { to: "/products", label: t("Products"), icon: IconPackage },
    { to: "/settings", label: t("Settings"), icon: IconSettings },
  ];
}

export function Shell() {
  const me = useMe();
  const may = useMay("staff");
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const scheme = useMantineColorScheme();
  const main = useFocusOnNavigation();
  const branding = me.operator ? null : me.tenant.branding;
  const name = me.operator ? t("Operator") : displayName(me.tenant);
  useBrand(branding?.accent_color);

  useKeys({
    "g d": () => navigate(me.operator ? "/operator" : "/"),
    ...(me.operator
      ? { "g t": () => navigate("/operator"), "g s": () => navigate("/operator/system") }
      : { "g p": () => navigate("/products"), "g o": () => navigate("/orders"), "g s": () => navigate("/settings") }),
    "/": () => {
      const field = document.querySelector<HTMLInputElement>("[data-search]");
      if (field) field.focus();
      else setPalette(true);
    },
    "?": () => setHelp(true),
    ...(may && { c: () => navigate(pathname.startsWith("/products") ? "/products/new" : "/orders/new") }),
    ...(me.operator && { c: () => navigate("/operator/tenants/new") }),
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette(true);
      }
    };
    document.addEventListener("keydown", onKey);
    return () => document.removeEventListener("keydown", onKey);
  }, []);

  useEffect(() => {
    // A person who opens it types at once: it must not have to be fetched then.
    const timer = setTimeout(() => void import("./Palette"), 1_500);
    return () => clearTimeout(timer);
  }, []);

  const dark = scheme.colorScheme === "dark" || (scheme.colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  const toggleTheme = () => scheme.setColorScheme(dark ? "light" : "dark");
  const links = navigation(me).map(({ to, label, icon: Icon, end }) => (
    <NavLink key={to} to={to} end={end} className={classes.link}>
      <Icon size={18} stroke={1.7} aria-hidden />
      <span>{label}</span>
    </NavLink>
  ));

  return (
    <div className={classes.shell}>
      <a href="#main" className="skip-link">
        {t("Skip to the content")}
      </a>
      <Progress />
      <header className={classes.bar}>
        <div className={classes.brand}>
          {branding?.logo ? (
            <img className={classes.logo} src={branding.logo} alt="" />
          ) : (
            <span className={classes.monogram} aria-hidden>
              {[...name][0]?.toUpperCase()}
            </span>
          )}
          <span className={classes.company}>{name}</span>
        </div>
        <button type="button" className={classes.search} onClick={() => setPalette(true)}>
          <IconSearch size={15} aria-hidden />
          <span>{t("Search or go to…")}</span>
          <kbd>{t("Ctrl K")}</kbd>
        </button>
        <nav className={classes.nav} aria-label={t("Main")}>
          {links}
        </nav>
        <div className={classes.foot}>
          <ActionMenu
            position="top-start"
            width={210}
            heading={me.email}
            target={
              <UnstyledButton className={classes.user}>
                <span className="visually-hidden">{t("Account of {name}", { name: me.name })}</span>
                <span className={classes.avatar} aria-hidden>
                  {initials(me.name)}
                </span>
                <span className={classes.who}>
                  <span className={classes.name} aria-hidden>
                    {me.name}
                  </span>
                  <span className={`${text.tiny} ${classes.role}`}>{me.operator ? t("Operator") : roleName(me.role)}</span>
                </span>
                <IconChevronDown size={14} aria-hidden />
              </UnstyledButton>
            }
            entries={[
              { label: t("Password and security"), onClick: () => navigate(me.operator ? "/operator/security" : "/settings/security") },
              {
                label: t("Language"),
                icon: <IconLanguage size={15} />,
                onClick: () => navigate(me.operator ? "/operator/security" : "/settings/security"),
              },
              { label: t("Keyboard shortcuts"), hint: <kbd>?</kbd>, onClick: () => setHelp(true) },
              { label: t("Sign out"), icon: <IconLogout size={15} />, onClick: () => void signOut() },
            ]}
          />
          <IconButton variant="subtle" color="gray" tip="above" label={dark ? t("Light theme") : t("Dark theme")} onClick={toggleTheme}>
            {dark ? <IconSun size={17} /> : <IconMoon size={17} />}
          </IconButton>
        </div>
      </header>
      <main id="main" ref={main} tabIndex={-1} className={classes.main}>
        <Suspense>{!me.operator && me.tenant.isolation_model === "silo" && <Provisioning />}</Suspense>
        <SiteName.Provider value={me.operator ? null : name}>
          <Room />
        </SiteName.Provider>
      </main>
      <nav className={classes.tabs} aria-label={t("Main")}>
        {links}
      </nav>
      <Suspense>
        {palette && <Palette onClose={() => setPalette(false)} toggleTheme={toggleTheme} />}
        {help && <KeyHelp onClose={() => setHelp(false)} />}
      </Suspense>
      <ScrollRestoration />
    </div>
  );
}

/** The pages of a company are for its members, those of the installation for operators; to others they do not exist. */
function Room() {
  const { operator } = useMe();
  const { pathname } = useLocation();
  if (operator && pathname === "/") return <Navigate to="/operator" replace />;
  return operator === /^\/operator(\/|$)/.test(pathname) ? <Outlet /> : <NotFound />;
}

/** A new page is read from its start, and the next Tab goes into it. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [pathname]);
  return main;
}

function Progress() {
  const busy = useNavigation().state !== "idle";
  return <div className={classes.progress} data-busy={busy || undefined} aria-hidden />;
}

function initials(name: string): string {
  const parts = name.trim().split(/\s+/);
  return ((parts[0]?.[0] ?? "") + (parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : "")).toUpperCase();
}
