/** What a price and a stock may be; apart from the form, since cells are edited without one. */
import { t } from "@/lib/i18n";
import { decimalsOf } from "@/lib/currencies";
import { amountOf, normaliseAmount, parseAmount } from "@/lib/money";

/** In minor units, whatever the currency. */
const MAX_PRICE = 100_000_000_000n;
const MAX_STOCK = 1_000_000_000;

export const checkPrice =
  (currency: string) =>
  (text: string): string | null => {
    const decimals = decimalsOf(currency);
    const minor = parseAmount(normaliseAmount(text, currency), decimals);
    if (minor === null || minor < 0n) return t("An amount like {example}.", { example: amountOf(1999n, decimals) });
    return minor > MAX_PRICE ? t("That is too much.") : null;
  };

export function checkStock(text: string): string | null {
  if (!/^\d+$/.test(text.trim())) return t("A whole number, 0 or more.");
  return Number(text) > MAX_STOCK ? t("That is too much.") : null;
}
