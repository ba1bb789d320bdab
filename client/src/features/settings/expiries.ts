import { t } from "@/lib/i18n";

const DAY_MS = 86_400_000;
const NEVER = "never";

/** How long a key is good for, in days. */
export const expiries = () => [
  { value: "30", label: t("In 30 days") },
  { value: "90", label: t("In 90 days") },
  { value: "365", label: t("In a year") },
  { value: NEVER, label: t("Never") },
];

export const expiresAt = (expiry: string, now: number = Date.now()): string | null =>
  expiry === NEVER ? null : new Date(now + Number(expiry) * DAY_MS).toISOString();
