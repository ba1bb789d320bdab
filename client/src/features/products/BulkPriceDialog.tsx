import { useState } from "react";
import { Alert, SegmentedControl, TextInput } from "@mantine/core";
import type { BulkChange, Product } from "@/api/types";
import { ConfirmDialog } from "@/components/ConfirmDialog";
import { useFormat } from "@/components/me";
import { arrow, t, tn } from "@/lib/i18n";
import { byPercent, minorOf, normaliseAmount, normaliseDecimal, parseAmount } from "@/lib/money";
import { checkPrice } from "./checks";
import classes from "./Products.module.css";

type Way = "lower" | "raise" | "set";

/** How many are shown as they will be. */
const SHOWN = 4;

/** A percentage as it is sent, with at most two decimals. */
const bare = (text: string) => normaliseDecimal(text.trim().replace(/%$/, ""), 2);

/** Hundredths of a percent, or nothing: half the price may go, all of it may not. */
function readPercent(text: string, way: Way): bigint | null {
  const hundredths = parseAmount(bare(text), 2);
  if (hundredths === null || hundredths <= 0n) return null;
  if (way === "lower") return hundredths < 10_000n ? -hundredths : null;
  return hundredths <= 100_000n ? hundredths : null;
}

const isZero = (amount: string): boolean => minorOf(amount) === 0n;

function problemOf(text: string, way: Way, currency: string): string | null {
  if (way === "set") return checkPrice(currency)(text);
  if (readPercent(text, way) !== null) return null;
  return way === "lower" ? t("More than 0 and less than 100.") : t("More than 0, at most 1000.");
}

interface Props {
  chosen: Product[];
  onChange: (change: BulkChange) => Promise<unknown>;
  onClose: () => void;
}

/** Shows what the prices become before anything is changed. */
export default function BulkPriceDialog({ chosen, onChange, onClose }: Props) {
  const { money, currency } = useFormat();
  const [way, setWay] = useState<Way>("lower");
  const [text, setText] = useState("");
  const percent = way === "set" ? null : readPercent(text, way);
  const problem = text === "" ? null : problemOf(text, way, currency);
  const ready = text !== "" && problem === null;
  const becomes = (product: Product) => (percent === null ? normaliseAmount(text, currency) : byPercent(product.price, percent));
  // Cents are whole: a small price may become nothing, or stay as it is.
  const free = ready && percent !== null ? chosen.filter((product) => isZero(becomes(product)) && !isZero(product.price)).length : 0;
  const change = (): BulkChange =>
    percent === null ? { price_set: normaliseAmount(text, currency) } : { price_percent: `${percent < 0n ? "-" : ""}${bare(text)}` };
  return (
    <ConfirmDialog
      opened
      title={tn("Change the price of {count} product", "Change the prices of {count} products", chosen.length)}
      confirm={tn("Change {count} price", "Change {count} prices", chosen.length)}
      disabled={!ready}
      onClose={onClose}
      onConfirm={() => onChange(change())}
    >
      <SegmentedControl
        fullWidth
        aria-label={t("How")}
        value={way}
        onChange={(next) => setWay(next as Way)}
        data={[
          { value: "lower", label: t("Lower by %") },
          { value: "raise", label: t("Raise by %") },
          { value: "set", label: t("Set to") },
        ]}
      />
      <TextInput
        mt="md"
        data-autofocus
        label={way === "set" ? t("New price in {currency}", { currency }) : t("Percent")}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        error={problem}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {free > 0 && (
        <Alert mt="md" color="yellow" variant="light" role="status">
          {tn(
            "{count} product will cost nothing: its price rounds to zero.",
            "{count} products will cost nothing: their prices round to zero.",
            free,
          )}
        </Alert>
      )}
      <ul className={classes.becomes} aria-live="polite" aria-label={t("Prices as they become")}>
        {ready &&
          chosen.slice(0, SHOWN).map((product) => (
            <li key={product.product_id}>
              <span>{product.name}</span>
              <span>
                {money(product.price)} {arrow()} <strong>{money(becomes(product))}</strong>
              </span>
            </li>
          ))}
        {ready && chosen.length > SHOWN && <li>{tn("and {count} more", "and {count} more", chosen.length - SHOWN)}</li>}
      </ul>
    </ConfirmDialog>
  );
}
