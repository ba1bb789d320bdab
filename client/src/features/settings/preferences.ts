/** The settings as a form holds them, and as the API takes them. */
import type { TenantSettings } from "@/api/types";
import { t } from "@/lib/i18n";

export interface PreferenceValues {
  low_stock_threshold: string;
  order_number_prefix: string;
  notification_addresses: string;
  reply_to: string;
  display_name: string;
  accent_color: string;
  logo: string;
}

/** Of a logo as a data URL: it travels with the company's record. */
export const MAX_LOGO = 64 * 1024;

export const preferenceLabels = (): Record<keyof PreferenceValues, string> => ({
  low_stock_threshold: t("Low-stock threshold"),
  order_number_prefix: t("Prefix of order numbers"),
  notification_addresses: t("Alert recipients"),
  reply_to: t("Reply-to address"),
  display_name: t("Display name"),
  accent_color: t("Accent color"),
  logo: t("Logo"),
});

export const toValues = (settings: TenantSettings): PreferenceValues => ({
  low_stock_threshold: String(settings.low_stock_threshold),
  order_number_prefix: settings.order_number_prefix,
  notification_addresses: settings.notification_addresses.join("\n"),
  reply_to: settings.reply_to ?? "",
  display_name: settings.branding.display_name ?? "",
  accent_color: settings.branding.accent_color ?? "",
  logo: settings.branding.logo ?? "",
});

/** Branding goes along only where the plan has it: what was set before a downgrade is kept. */
export const toSettings = (values: PreferenceValues, branding: boolean) => ({
  low_stock_threshold: Number(values.low_stock_threshold),
  order_number_prefix: values.order_number_prefix,
  notification_addresses: values.notification_addresses.split(/[\s,;]+/).filter(Boolean),
  reply_to: values.reply_to || null,
  ...(branding && {
    branding: { display_name: values.display_name || null, accent_color: values.accent_color || null, logo: values.logo || null },
  }),
});

/** The server's pointers name settings within the company, and addresses within their list. */
export const renamed = (path: string): string =>
  path
    .replace(/^settings\./, "")
    .replace(/^branding\./, "")
    .replace(/^(notification_addresses)\.\d+$/, "$1");
