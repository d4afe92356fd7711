import { clsx } from "clsx";
import type { ChartInterval } from "./chart-data.ts";
import { formatTick } from "./format-bar.ts";
import { chooseLabels, formatCompact } from "./scale.ts";

interface GridProps {
  ticks: readonly number[];
  max: number;
}

/** Lines at round numbers with their values to the left. */
export function Grid({ ticks, max }: GridProps) {
  return (
    <div aria-hidden="true">
      {ticks.map((tick) => (
        <div
          key={tick}
          className={clsx("absolute right-0 left-0 border-t", tick === 0 ? "border-control" : "border-line")}
          style={{ bottom: max === 0 ? 0 : `${(tick / max) * 100}%` }}
        >
          <span className="absolute right-full mr-2 -translate-y-1/2 text-muted text-xs tabular-nums">
            {formatCompact(tick)}
          </span>
        </div>
      ))}
    </div>
  );
}

/** As many labels as fit. The container's width decides which of them is shown. */
const densities = [
  { max: 3, classes: "@md:hidden" },
  { max: 7, classes: "hidden @md:block @3xl:hidden" },
  { max: 11, classes: "hidden @3xl:block" },
] as const;

interface TimeLabelsProps {
  bars: readonly string[];
  interval: ChartInterval;
}

/** The times below the bars. The first and last stay within the chart. */
export function TimeLabels({ bars, interval }: TimeLabelsProps) {
  const last = bars.length - 1;
  return (
    <div aria-hidden="true" className="relative h-4">
      {densities.map(({ max, classes }) => (
        <div key={max} className={classes}>
          {chooseLabels(bars.length, max).map((index) => (
            <span
              key={index}
              className={clsx(
                "absolute whitespace-nowrap text-muted text-xs tabular-nums",
                index === 0 ? "left-0" : index === last ? "right-0" : "-translate-x-1/2",
              )}
              style={
                index === 0 || index === last
                  ? undefined
                  : { left: `${((index + 0.5) / bars.length) * 100}%` }
              }
            >
              {formatTick(bars[index] ?? "", interval)}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
