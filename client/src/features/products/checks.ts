/** What a price and a stock may be; apart from the form, since cells are edited without one. */
import { t } from "@/lib/i18n";
import { normaliseAmount, parseAmount } from "@/lib/money";

const MAX_PRICE = 100_000_000_000n;
const MAX_STOCK = 1_000_000_000;

export function checkPrice(text: string): string | null {
  const minor = parseAmount(normaliseAmount(text));
  if (minor === null || minor < 0n) return t("An amount like 19.99.");
  return minor > MAX_PRICE ? t("That is too much.") : null;
}

export function checkStock(text: string): string | null {
  if (!/^\d+$/.test(text.trim())) return t("A whole number, 0 or more.");
  return Number(text) > MAX_STOCK ? t("That is too much.") : null;
}
