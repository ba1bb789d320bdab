/** What the search says beside a hit, in the reader's words: the server writes codes and names of the API. */
import { formatAmount } from "./money";
import { ORDER_STATUSES, orderStatusName } from "./names";
import { t, tn } from "./i18n";

const ORDER = /^(.*) · (\w+) · (-?[\d.]+) ([A-Z]{3})$/;
const PRODUCT = /^(?:(.*) · )?(-?[\d.]+) ([A-Z]{3}) · (\d+) in stock$/;

/** Left as it is where the server writes it otherwise. */
export function hintOf(kind: "order" | "product", subtitle: string): string {
  if (kind === "order") {
    const [, email, name, amount, currency] = ORDER.exec(subtitle) ?? [];
    const status = ORDER_STATUSES.find((known) => known === name);
    if (email === undefined || !status || !amount || !currency) return subtitle;
    return [email, orderStatusName(status), formatAmount(amount, currency)].join(" · ");
  }
  const [, sku, amount, currency, count] = PRODUCT.exec(subtitle) ?? [];
  if (!amount || !currency || count === undefined) return subtitle;
  const stock = Number(count) > 0 ? tn("{count} in stock", "{count} in stock", Number(count)) : t("out of stock");
  return [sku, formatAmount(amount, currency), stock].filter(Boolean).join(" · ");
}
