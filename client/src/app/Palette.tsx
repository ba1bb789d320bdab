import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { searchQuery } from "@/api/queries";
import { signOut } from "@/api/session";
import { useMay, useMe } from "@/components/me";
import { useBackCloses } from "@/components/holds";
import { useDebounced, useReturnFocus } from "@/lib/hooks";
import { hintOf } from "@/lib/found";
import { t } from "@/lib/i18n";
import classes from "./Palette.module.css";

interface Command {
  id: string;
  group: string;
  label: string;
  hint?: string;
  /** Other words that people look for it by. */
  also?: string;
  run: () => void;
}

/** Go anywhere, find a product or an order, and act, without leaving the keyboard. */
export default function Palette({ onClose, toggleTheme }: { onClose: () => void; toggleTheme: () => void }) {
  useReturnFocus();
  useBackCloses(true, onClose);
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const fixed = useCommands(onClose, toggleTheme);
  const found = useFound(useDebounced(text.trim(), 180), onClose);
  const commands = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = fixed.filter(({ label, also = "" }) => words.every((word) => `${label} ${also}`.toLowerCase().includes(word)));
    return [...matching, ...found];
  }, [fixed, found, text]);
  const current = Math.min(active, commands.length - 1);

  useEffect(() => {
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest" });
  }, [current]);

  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: commands.length - 1 };
    const next = steps[event.key];
    if (next !== undefined && commands.length > 0) {
      event.preventDefault();
      setActive((next + commands.length) % commands.length);
    } else if (event.key === "Enter") {
      event.preventDefault();
      commands[current]?.run();
    }
  };

  return (
    <Modal.Root opened onClose={onClose} padding={0} size={560} yOffset="12vh" centered={false} transitionProps={{ duration: 0 }}>
      <Modal.Overlay />
      <Modal.Content aria-label={t("Search or go to…")}>
        <div className={classes.field}>
          <IconSearch size={17} aria-hidden />
          <input
            data-autofocus
            role="combobox"
            aria-expanded="true"
            aria-controls={`${id}-list`}
            aria-activedescendant={commands[current] ? `${id}-${current}` : undefined}
            aria-label={t("Search or go to…")}
            placeholder={t("Go to a page, find a SKU, a name, an order, an email address…")}
            value={text}
            onChange={(event) => {
              setText(event.currentTarget.value);
              setActive(0);
            }}
            onKeyDown={onKeyDown}
            spellCheck={false}
            autoComplete="off"
          />
        </div>
        <div ref={list} id={`${id}-list`} role="listbox" aria-label={t("Results")} className={classes.list}>
          {commands.map((command, index) => (
            <div key={command.id}>
              {command.group !== commands[index - 1]?.group && (
                <div className={classes.group} role="presentation">
                  {command.group}
                </div>
              )}
              <div
                id={`${id}-${index}`}
                role="option"
                aria-selected={index === current}
                className={classes.option}
                onMouseMove={() => setActive(index)}
                onClick={command.run}
              >
                <span>{command.label}</span>
                {command.hint && <span className={classes.hint}>{command.hint}</span>}
              </div>
            </div>
          ))}
        </div>
        {commands.length === 0 && (
          <p className={classes.none} role="status">
            {t(
              "Nothing found. Products are found by the start of their name or SKU, orders by their number, your reference or the start of the email address.",
            )}
          </p>
        )}
      </Modal.Content>
    </Modal.Root>
  );
}

function useCommands(onClose: () => void, toggleTheme: () => void): Command[] {
  const me = useMe();
  const staff = useMay("staff");
  const admin = useMay("admin");
  const navigate = useNavigate();
  return useMemo(() => {
    const to = (path: string) => () => {
      onClose();
      navigate(path);
    };
    const go = (path: string, label: string, also?: string): Command => ({ id: path, group: t("Go to"), label, also, run: to(path) });
    const act = (id: string, label: string, run: () => void, more: Pick<Command, "hint" | "also"> = {}): Command => ({
      id,
      group: t("Do"),
      label,
      run,
      ...more,
    });
    const common = [
      act("theme", t("Switch between light and dark"), () => (onClose(), toggleTheme()), { also: t("theme, night mode") }),
      act("signout", t("Sign out"), () => void signOut(), { also: t("log out, logout, leave") }),
    ];
    if (me.operator) {
      return [
        go("/operator", t("Tenants")),
        go("/operator/system", t("System")),
        go("/operator/alarms", t("Alarms")),
        go("/operator/dead-letters", t("Dead letters")),
        act("new-tenant", t("Create a tenant"), to("/operator/tenants/new")),
        ...common,
      ];
    }
    return [
      go("/", t("Dashboard")),
      go("/orders", t("Orders")),
      go("/products", t("Products")),
      go("/products?stock=low", t("Products that run low")),
      go("/settings", t("Settings: company")),
      go("/settings/preferences", t("Settings: preferences and branding")),
      ...(admin
        ? [
            go("/settings/people", t("Settings: people"), t("members, team, users, roles")),
            go("/settings/audit", t("Settings: audit log"), t("history, journal, who did what")),
          ]
        : []),
      go("/settings/security", t("Settings: security"), t("password, two-factor, language, sessions")),
      go("/settings/plan", admin ? t("Settings: plan and usage") : t("Settings: plan"), t("limits, billing, upgrade")),
      ...(admin ? [go("/settings/api-keys", t("Settings: API keys"), t("programs, tokens, developers"))] : []),
      ...(admin ? [go("/settings/webhooks", t("Settings: webhooks"), t("events, endpoints, deliveries, developers"))] : []),
      ...(admin ? [go("/settings/event-types", t("Settings: event types"), t("events, catalog, examples, developers"))] : []),
      ...(admin ? [go("/settings/data", t("Settings: export all data"))] : []),
      ...(staff
        ? [
            act("new-order", t("Create an order"), to("/orders/new"), { hint: "c", also: t("new, add, sell") }),
            act("new-product", t("Create a product"), to("/products/new"), { also: t("new, add, item") }),
            act("import", t("Import products"), to("/products/import"), { also: t("upload, CSV, file") }),
          ]
        : []),
      ...(admin ? [act("invite", t("Invite a person"), to("/settings/people"), { also: t("add a member, user, colleague") })] : []),
      ...common,
    ];
  }, [me, staff, admin, navigate, onClose, toggleTheme]);
}

function useFound(text: string, onClose: () => void): Command[] {
  const me = useMe();
  const navigate = useNavigate();
  const { data } = useQuery({ ...searchQuery(text), enabled: !me.operator && text.length >= 2 });
  return (data?.items ?? []).map(({ kind, id, title, subtitle }) => ({
    id,
    group: kind === "order" ? t("Orders") : t("Products"),
    label: title,
    hint: hintOf(kind, subtitle),
    run: () => {
      onClose();
      navigate(kind === "order" ? `/orders/${id}` : `/products/${id}`);
    },
  }));
}
