import { clsx } from "clsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { type ChartInterval, type ChartMark, type ChartSeries, sum, swatchClasses } from "./chart-data.ts";
import { formatBar } from "./format-bar.ts";
import { chartTexts } from "./texts.ts";

interface CrosshairProps {
  index: number;
  bars: readonly string[];
  interval: ChartInterval;
  series: readonly ChartSeries[];
  /** The changes at this bar. */
  marks: readonly ChartMark[];
}

/** A line through a bar, and a box with its values on the side with more room. */
export function Crosshair({ index, bars, interval, series, marks }: CrosshairProps) {
  const center = `${((index + 0.5) / bars.length) * 100}%`;
  const isLeft = index >= bars.length / 2;
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      <div
        className="absolute inset-y-0 bg-text/6"
        style={{ left: `${(index / bars.length) * 100}%`, width: `${100 / bars.length}%` }}
      />
      <div className="absolute inset-y-0 border-muted border-l border-dashed" style={{ left: center }} />
      <div
        className="absolute top-1 z-10 w-52 max-w-full rounded-lg border bg-raised p-3 text-xs shadow-popup"
        style={{
          left: isLeft
            ? `max(0px, calc(${center} - 13rem - 10px))`
            : `min(calc(${center} + 10px), calc(100% - 13rem))`,
        }}
      >
        <p className="mb-1.5 font-semibold">{formatBar(bars[index] ?? "", interval)}</p>
        {series.map(({ key, label, color, values }) => (
          <p key={key} className="flex items-baseline justify-between gap-3 py-0.5">
            <span className="flex min-w-0 items-center gap-2 text-muted">
              <span className={clsx("size-2.5 shrink-0 rounded-sm", swatchClasses[color])} />
              {label}
            </span>
            <span className="font-medium tabular-nums">{formatCount(values[index] ?? 0)}</span>
          </p>
        ))}
        <p className="mt-1.5 flex justify-between gap-3 border-t pt-1.5">
          <span className="text-muted">{chartTexts.total}</span>
          <span className="font-medium tabular-nums">
            {formatCount(sum(series.map(({ values }) => values[index] ?? 0)))}
          </span>
        </p>
        {marks.map(({ at, label }) => (
          <p key={`${at} ${label}`} className="mt-1.5 border-t pt-1.5 text-accent-text">
            {label}
          </p>
        ))}
      </div>
    </div>
  );
}
