import { type DayUsage, measureBars } from "./measure-bars.ts";
import { keyTexts } from "./texts.ts";

const height = 16;
const width = 4;
const step = 6;

/** A bar of the day with this index, between two heights above the ground, as part of a path. */
function drawBar(index: number, from: number, to: number): string {
  return from === to ? "" : `M${index * step} ${height - from}v${from - to}h${width}V${height - from}z`;
}

/** A key's calls day by day, the oldest first, each key by its own measure. The title says it in words. */
export function UsageBars({ days }: { days: readonly DayUsage[] }) {
  const bars = measureBars(days, height);
  const accepted = bars.map((bar, index) => drawBar(index, 0, bar.accepted));
  const refused = bars.map((bar, index) => drawBar(index, bar.accepted, bar.accepted + bar.refused));
  const empty = bars.map((bar, index) => drawBar(index, 0, bar.accepted + bar.refused === 0 ? 1 : 0));
  const refusals = days.reduce((sum, day) => sum + day.refused, 0);
  const calls = days.reduce((sum, day) => sum + day.accepted, refusals);
  return (
    <svg role="img" width={step * days.length - (step - width)} height={height} className="shrink-0">
      <title>{keyTexts.week(calls, refusals)}</title>
      <path d={accepted.join("")} className="fill-control" />
      {refusals === 0 ? null : <path d={refused.join("")} className="fill-dot-red" />}
      <path d={empty.join("")} className="fill-line" />
    </svg>
  );
}
