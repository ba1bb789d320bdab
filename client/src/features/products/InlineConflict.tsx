import { ConflictDialog } from "@/components/ConflictDialog";
import { useFormat } from "@/components/me";
import { t } from "@/lib/i18n";
import type { InlineConflict as Conflict } from "./changes";

interface Props {
  conflict: Conflict;
  onKeepMine: () => void;
  onClose: () => void;
}

/** A price or a stock that somebody else has changed in the meantime. */
export function InlineConflict({ conflict: { change, theirs }, onKeepMine, onClose }: Props) {
  const { money } = useFormat();
  const field =
    "price" in change
      ? { label: t("Price"), mine: money(change.price), theirs: money(theirs.price) }
      : { label: t("Stock"), mine: String(change.inventory), theirs: String(theirs.inventory) };
  return <ConflictDialog opened fields={[field]} onClose={onClose} onTakeTheirs={onClose} onKeepMine={onKeepMine} />;
}
