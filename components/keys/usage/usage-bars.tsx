import { keyTexts } from "#components/keys/texts.ts";
import { type DayUsage, measureBars } from "./measure-bars.ts";

const height = 16;
const width = 4;
const step = 6;

/** The part of an SVG path that draws the bar of a day between two heights. */
function drawBar(index: number, from: number, to: number): string {
  return from === to ? "" : `M${index * step} ${height - from}v${from - to}h${width}V${height - from}z`;
}

/** A key's requests by day, oldest first, scaled for each key. The title has the totals. */
export function UsageBars({ days }: { days: readonly DayUsage[] }) {
  const bars = measureBars(days, height);
  const accepted = bars.map((bar, index) => drawBar(index, 0, bar.accepted));
  const refused = bars.map((bar, index) => drawBar(index, bar.accepted, bar.accepted + bar.refused));
  const empty = bars.map((bar, index) => drawBar(index, 0, bar.accepted + bar.refused === 0 ? 1 : 0));
  const rejectedTotal = days.reduce((sum, day) => sum + day.refused, 0);
  const requestTotal = days.reduce((sum, day) => sum + day.accepted, rejectedTotal);
  return (
    <svg role="img" width={step * days.length - (step - width)} height={height} className="shrink-0">
      <title>{keyTexts.requestsInWeek(requestTotal, rejectedTotal)}</title>
      <path d={accepted.join("")} className="fill-control" />
      {rejectedTotal === 0 ? null : <path d={refused.join("")} className="fill-dot-red" />}
      <path d={empty.join("")} className="fill-line" />
    </svg>
  );
}
