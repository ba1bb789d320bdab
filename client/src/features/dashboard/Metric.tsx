import { Skeleton } from "@mantine/core";
import { IconArrowDownRight, IconArrowUpRight } from "@tabler/icons-react";
import { Link } from "react-router";
import text from "@/components/Text.module.css";
import { formatPercent, t } from "@/lib/i18n";
import classes from "./Dashboard.module.css";

interface Props {
  label: string;
  value: string | undefined;
  /** Percent against the period before; null where there was nothing, undefined where it is not known yet. */
  delta?: number | null;
  /** What the percentage is against. */
  basis?: string;
  note?: string;
  to: string;
}

export function Metric({ label, value, delta, basis, note, to }: Props) {
  return (
    <Link to={to} className={classes.metric}>
      <span className={text.fine}>{label}</span>
      <span className={classes.metricValue}>{value ?? <Skeleton height={24} width={90} my={4} />}</span>
      <span className={text.tiny}>{note ?? <Delta delta={delta} basis={basis} />}</span>
    </Link>
  );
}

function trendOf(delta: number): "up" | "down" | undefined {
  if (delta === 0) return undefined;
  return delta > 0 ? "up" : "down";
}

function Delta({ delta, basis }: Pick<Props, "delta" | "basis">) {
  if (delta === undefined) return <>&nbsp;</>;
  if (delta === null) return <>{t("no earlier data")}</>;
  const percent = formatPercent(delta / 100, { maximumFractionDigits: 1, signDisplay: "exceptZero" });
  const Icon = delta >= 0 ? IconArrowUpRight : IconArrowDownRight;
  return (
    <>
      <span className={classes.delta} data-trend={trendOf(delta)}>
        {delta !== 0 && <Icon size={14} aria-hidden />}
        {percent}
      </span>{" "}
      {basis}
    </>
  );
}
