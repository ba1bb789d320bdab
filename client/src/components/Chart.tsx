/**
 * A picture of figures that a table beside it says too: areas, lines and stacked bars over one axis. Drawn by hand, since
 * the libraries for it weigh more than all the rest of a page; the colours are those of the theme, by style alone.
 */
import { useRef, useState, type PointerEvent, type ReactNode } from "react";
import { useElementSize } from "@mantine/hooks";
import { labelled, lineOf, ticksUpTo } from "@/lib/scale";
import classes from "./Chart.module.css";

export interface Series {
  kind: "area" | "line" | "bar";
  tone: "accent" | "past" | "amber" | "red";
  /** One for each label; none where nothing is known. */
  values: (number | null | undefined)[];
}

interface Props {
  label: string;
  height: number;
  /** Of the points, below the axis. */
  labels: string[];
  series: Series[];
  /** A value of the axis, as people read it. */
  format: (value: number) => string;
  /** What is said of the point under the pointer. */
  tip: (index: number) => ReactNode;
  /** Counts: no line of the axis between two of them. */
  whole?: boolean;
}

const TOP = 8;
const BOTTOM = 26;
const RIGHT = 8;
const AXIS = 58;
const LABEL = 76;

export default function Chart({ label, height, labels, series, format, tip, whole }: Props) {
  const { ref, width } = useElementSize();
  const [at, setAt] = useState<number | null>(null);
  const plot = useRef<SVGSVGElement>(null);
  const wide = Math.max(120, width - AXIS - RIGHT);
  const high = height - TOP - BOTTOM;
  const bars = series.filter(({ kind }) => kind === "bar");
  const count = labels.length;
  const band = wide / Math.max(1, count);
  const x = (index: number) => {
    if (bars.length > 0 || count === 1) return AXIS + (index + 0.5) * band;
    return AXIS + (index * wide) / (count - 1);
  };
  const stacked = labels.map((_, index) => bars.reduce((sum, { values }) => sum + (values[index] ?? 0), 0));
  const lines = series.filter(({ kind }) => kind !== "bar");
  const largest = Math.max(0, ...stacked, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const ticks = ticksUpTo(largest, 4, whole);
  const top = ticks.at(-1) ?? 1;
  const y = (value: number) => TOP + high * (1 - value / top);

  const onMove = (event: PointerEvent) => {
    const box = plot.current?.getBoundingClientRect();
    if (!box || count === 0) return;
    const along = (event.clientX - box.left - AXIS) / wide;
    const index = bars.length > 0 ? Math.floor(along * count) : Math.round(along * (count - 1));
    setAt(Math.min(count - 1, Math.max(0, index)));
  };

  return (
    <div ref={ref} className={classes.chart} role="img" dir="ltr" aria-label={label} style={{ height }}>
      <svg ref={plot} width="100%" height={height} aria-hidden onPointerMove={onMove} onPointerLeave={() => setAt(null)}>
        {ticks.map((tick) => (
          <g key={tick}>
            <line className={classes.grid} x1={AXIS} x2={AXIS + wide} y1={y(tick)} y2={y(tick)} />
            <text className={classes.tick} x={AXIS - 8} y={y(tick)} dy="0.32em" textAnchor="end">
              {format(tick)}
            </text>
          </g>
        ))}
        {labelled(count, wide, LABEL).map((index) => (
          <text key={index} className={classes.tick} x={x(index)} y={height - 6} textAnchor={anchorOf(x(index), wide)}>
            {labels[index]}
          </text>
        ))}
        {at !== null && <line className={classes.cursor} x1={x(at)} x2={x(at)} y1={TOP} y2={TOP + high} />}
        {bars.map(({ tone, values }, floor) =>
          values.map((value, index) => {
            if (!value) return null;
            const below = bars.slice(0, floor).reduce((sum, other) => sum + (other.values[index] ?? 0), 0);
            return (
              <rect
                key={`${tone} ${index}`}
                className={classes.bar}
                data-tone={tone}
                x={AXIS + index * band + Math.min(1, band / 8)}
                width={Math.max(1, band - 2 * Math.min(1, band / 8))}
                y={y(below + value)}
                height={y(below) - y(below + value)}
              />
            );
          }),
        )}
        {lines.map(({ kind, tone, values }) => (
          <Line key={tone} kind={kind} tone={tone} points={values.map((value, index) => point(value, x(index), y))} floor={y(0)} at={at} />
        ))}
      </svg>
      {at !== null && (
        <div className={classes.tooltip} style={tipPlace(x(at), width)}>
          {tip(at)}
        </div>
      )}
    </div>
  );
}

const point = (value: number | null | undefined, x: number, y: (value: number) => number): [number, number] | null =>
  value === null || value === undefined ? null : [x, y(value)];

/** The outermost labels stay within the picture. */
function anchorOf(x: number, wide: number): "start" | "middle" | "end" {
  if (x - AXIS < LABEL / 3) return "start";
  return AXIS + wide - x < LABEL / 3 ? "end" : "middle";
}

/** Beside the pointer, on the side where there is room. */
const tipPlace = (x: number, width: number) => (x < width / 2 ? { insetInlineStart: x + 12 } : { insetInlineEnd: width - x + 12 });

interface LineProps {
  kind: Series["kind"];
  tone: Series["tone"];
  points: ([number, number] | null)[];
  floor: number;
  at: number | null;
}

function Line({ kind, tone, points, floor, at }: LineProps) {
  const path = lineOf(points);
  const known = points.filter((point) => point !== null);
  // A point with nothing beside it has no line that shows it.
  const alone = points.filter((point, index) => point && !points[index - 1] && !points[index + 1]);
  const marked = at === null || kind !== "area" ? null : points[at];
  return (
    <g data-tone={tone} className={classes.series}>
      {kind === "area" && known.length > 1 && (
        <path className={classes.area} d={`${path}L${known.at(-1)![0].toFixed(1)},${floor}L${known[0]![0].toFixed(1)},${floor}Z`} />
      )}
      <path className={classes.line} d={path} />
      {[...alone, marked].map((dot, index) => dot && <circle key={index} className={classes.dot} cx={dot[0]} cy={dot[1]} r={4} />)}
    </g>
  );
}
