import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Modal } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { orders, products } from "@/api/queries";
import { signOut } from "@/api/session";
import { useFormat, useMay, useMe } from "@/components/me";
import { useDebounced, useReturnFocus } from "@/lib/hooks";
import { t } from "@/lib/i18n";
import { orderStatusName } from "@/lib/names";
import classes from "./Palette.module.css";

interface Command {
  id: string;
  group: string;
  label: string;
  hint?: string;
  run: () => void;
}

/** Go anywhere, find a product or an order, and act, without leaving the keyboard. */
export default function Palette({ onClose, toggleTheme }: { onClose: () => void; toggleTheme: () => void }) {
  useReturnFocus();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const fixed = useCommands(onClose, toggleTheme);
  const found = useFound(useDebounced(text.trim(), 180), onClose);
  const commands = useMemo(() => {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean);
    const matching = fixed.filter(({ label }) => words.every((word) => label.toLowerCase().includes(word)));
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
          placeholder={t("Go to a page, find a SKU, a name, an order, an e-mail address…")}
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
          {t("Nothing found. Products are found by the start of their name or SKU, orders by the whole e-mail address or your reference.")}
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
    const go = (path: string, label: string): Command => ({ id: path, group: t("Go to"), label, run: to(path) });
    const act = (id: string, label: string, run: () => void, hint?: string): Command => ({ id, group: t("Do"), label, hint, run });
    const common = [
      act("theme", t("Switch between light and dark"), () => (onClose(), toggleTheme())),
      act("signout", t("Sign out"), () => void signOut()),
    ];
    if (me.operator) {
      return [
        go("/operator", t("Tenants")),
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
      ...(admin ? [go("/settings/people", t("Settings: people")), go("/settings/audit", t("Settings: audit log"))] : []),
      go("/settings/security", t("Settings: security")),
      go("/settings/plan", t("Settings: plan and usage")),
      ...(staff
        ? [act("new-order", t("Create an order"), to("/orders/new"), "c"), act("new-product", t("Create a product"), to("/products/new")), act("import", t("Import products"), to("/products/import"))]
        : []),
      ...common,
    ];
  }, [me, staff, admin, navigate, onClose, toggleTheme]);
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

function useFound(text: string, onClose: () => void): Command[] {
  const me = useMe();
  const navigate = useNavigate();
  const { money } = useFormat();
  const enabled = !me.operator && text.length >= 2;
  const isEmail = text.includes("@");
  const bySku = useQuery({ ...products.list({ sku: text, limit: 5 }), enabled: enabled && !isEmail });
  const byName = useQuery({ ...products.list({ name: text, limit: 5 }), enabled: enabled && !isEmail });
  const byEmail = useQuery({ ...orders.list({ customer_email: text, limit: 5 }), enabled: enabled && isEmail });
  const byRef = useQuery({ ...orders.list({ external_ref: text, limit: 5 }), enabled: enabled && !isEmail && text.length <= 64 });
  if (!enabled) return [];
  const to = (path: string) => () => {
    onClose();
    navigate(path);
  };
  const items = <T,>(query: { data?: { items: T[] }; isPlaceholderData: boolean }, wanted: boolean): T[] =>
    wanted && !query.isPlaceholderData ? (query.data?.items ?? []) : [];
  const goods = new Map([...items(bySku, !isEmail), ...items(byName, !isEmail)].map((product) => [product.product_id, product]));
  const sales = [...items(byEmail, isEmail), ...items(byRef, !isEmail)];
  return [
    ...(UUID.test(text) ? [{ id: "by-id", group: t("Orders"), label: t("Open order {id}", { id: text }), run: to(`/orders/${text}`) }] : []),
    ...sales.map((order) => ({
      id: order.order_id,
      group: t("Orders"),
      label: `${order.number} · ${order.customer_email}`,
      hint: `${orderStatusName(order.status)} · ${money(order.total_amount, order.currency)}`,
      run: to(`/orders/${order.order_id}`),
    })),
    ...[...goods.values()].map((product) => ({
      id: product.product_id,
      group: t("Products"),
      label: product.name,
      hint: [product.sku, money(product.price)].filter(Boolean).join(" · "),
      run: to(`/products/${product.product_id}`),
    })),
  ];
}
