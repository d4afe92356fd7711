"use client";

import { type KeyboardEvent, type PointerEvent, useId, useState } from "react";
import { formatCount } from "#components/ui/format/format-count.ts";
import { AxisMarks, MarkLines } from "./axis-marks.tsx";
import { Bars } from "./bars.tsx";
import { Grid, TimeLabels } from "./chart-axis.tsx";
import { type ChartInterval, type ChartMark, type ChartSeries, sum, sumBars } from "./chart-data.ts";
import { Crosshair } from "./crosshair.tsx";
import { formatBar } from "./format-bar.ts";
import { placeMarks } from "./place-marks.ts";
import { chooseTicks } from "./scale.ts";
import { chartTexts } from "./texts.ts";

export interface PlotProps {
  label: string;
  /** When each bar starts, in ISO 8601, oldest first. */
  bars: readonly string[];
  interval: ChartInterval;
  series: readonly ChartSeries[];
  marks?: readonly ChartMark[];
  /** In pixels. */
  height?: number;
}

/** The bar a key leads to. Undefined: the key does something else. */
function findNext(key: string, index: number, last: number): number | undefined {
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7 };
  if (key === "Home") return 0;
  if (key === "End") return last;
  const step = steps[key];
  return step === undefined ? undefined : Math.min(Math.max(index + step, 0), last);
}

/** A bar in words, for screen readers. */
function describeBar({ bars, interval, series }: PlotProps, index: number, marks: readonly ChartMark[]) {
  const values = series.map(({ label, values }) => `${label} ${formatCount(values[index] ?? 0)}`);
  const total = sum(series.map(({ values }) => values[index] ?? 0));
  return [
    `${formatBar(bars[index] ?? "", interval)}: ${chartTexts.total} ${formatCount(total)}`,
    ...values,
    ...marks.map(({ label }) => label),
  ].join(", ");
}

/** The drawing with its axes. The crosshair follows the pointer and the arrow keys, which announce the values. */
export function Plot(props: PlotProps) {
  const { label, bars, interval, series, marks = [], height = 240 } = props;
  const [chosen, setChosen] = useState<number | null>(null);
  const hintId = useId();
  const last = bars.length - 1;
  // A shorter period has fewer bars, and the state survives the change of the query.
  const index = chosen !== null && chosen <= last ? chosen : null;
  const current = index ?? last;
  const placed = placeMarks(marks, bars);
  const marksAt = (bar: number) => placed.find((one) => one.index === bar)?.marks ?? [];
  const ticks = chooseTicks(Math.max(...sumBars(series), 0));
  const max = ticks.at(-1) ?? 0;

  const followPointer = ({ clientX, currentTarget }: PointerEvent<HTMLElement>) => {
    const { left, width } = currentTarget.getBoundingClientRect();
    setChosen(Math.min(Math.max(Math.floor(((clientX - left) / width) * bars.length), 0), last));
  };
  const followKey = (event: KeyboardEvent) => {
    if (event.key === "Escape") return setChosen(null);
    const next = findNext(event.key, current, last);
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    setChosen(next);
  };

  return (
    <div className="@container pl-10">
      <p id={hintId} hidden>
        {chartTexts.instructions}
      </p>
      <div
        role="slider"
        tabIndex={0}
        aria-label={label}
        aria-describedby={hintId}
        aria-valuemin={0}
        aria-valuemax={last}
        aria-valuenow={current}
        aria-valuetext={describeBar(props, current, marksAt(current))}
        onPointerMove={followPointer}
        onPointerDown={followPointer}
        onPointerLeave={(event) => {
          // Lifting a finger also leaves. The values stay until the next tap elsewhere.
          if (event.pointerType !== "touch") setChosen(null);
        }}
        // The finger scrolls the page.
        onPointerCancel={() => setChosen(null)}
        onFocus={(event) => {
          if (event.currentTarget.matches(":focus-visible")) setChosen(current);
        }}
        onBlur={() => setChosen(null)}
        onKeyDown={followKey}
        className="relative mt-2 touch-pan-y rounded-sm outline-offset-4"
        style={{ height }}
      >
        <Grid ticks={ticks} max={max} />
        <Bars series={series} count={bars.length} max={max} height={height} />
        <MarkLines placed={placed} count={bars.length} />
        {max === 0 ? (
          <p className="absolute inset-0 grid place-items-center text-muted text-sm">{chartTexts.none}</p>
        ) : null}
        {index === null ? null : (
          <Crosshair index={index} bars={bars} interval={interval} series={series} marks={marksAt(index)} />
        )}
      </div>
      {placed.length === 0 ? <div className="h-2" /> : <AxisMarks placed={placed} count={bars.length} />}
      <TimeLabels bars={bars} interval={interval} />
    </div>
  );
}
