import { clsx } from "clsx";
import { formatCount, formatCountOf } from "#components/ui/format/format-count.ts";
import { type DayUsage, measureBars } from "./measure-bars.ts";

const height = 20;
const width = 6;
const step = 9;

/** The part of an SVG path that draws the bar of a day between two heights. */
function drawBar(index: number, from: number, to: number): string {
  return from === to ? "" : `M${index * step} ${height - from}v${from - to}h${width}V${height - from}z`;
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 4 });

function describeWeek(requests: number, rejected: number): string {
  const total = `${formatCountOf(requests, "request")} in the last 7 days`;
  return rejected === 0 ? total : `${total}, ${formatCount(rejected)} rejected`;
}

/** Up to seven digits fit the column. */
function formatTotal(count: number): string {
  return count < 10_000_000 ? formatCount(count) : compact.format(count);
}

interface UsageBarsProps {
  days: readonly DayUsage[];
  /** Writes the total beside the bars. */
  isTotalShown?: boolean;
}

/** A key's requests by day, oldest first, scaled for each key, and their total. */
export function UsageBars({ days, isTotalShown = true }: UsageBarsProps) {
  const bars = measureBars(days, height);
  const accepted = bars.map((bar, index) => drawBar(index, 0, bar.accepted));
  const refused = bars.map((bar, index) => drawBar(index, bar.accepted, bar.accepted + bar.refused));
  const empty = bars.map((bar, index) => drawBar(index, 0, bar.accepted + bar.refused === 0 ? 2 : 0));
  const rejectedTotal = days.reduce((sum, day) => sum + day.refused, 0);
  const requestTotal = days.reduce((sum, day) => sum + day.accepted, rejectedTotal);
  return (
    <>
      <svg
        role="img"
        aria-label={describeWeek(requestTotal, rejectedTotal)}
        width={step * days.length - (step - width)}
        height={height}
        className="shrink-0"
      >
        <path d={accepted.join("")} className="fill-control" />
        {rejectedTotal === 0 ? null : <path d={refused.join("")} className="fill-dot-red" />}
        <path d={empty.join("")} className="fill-line" />
      </svg>
      {isTotalShown ? (
        <span
          aria-hidden="true"
          className={clsx("tabular-nums lg:grow lg:text-right", requestTotal === 0 && "text-muted")}
        >
          {formatTotal(requestTotal)}
        </span>
      ) : null}
    </>
  );
}
