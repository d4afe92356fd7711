import type { ChartColor } from "#components/chart/chart-data.ts";

const width = 88;
const height = 28;

const strokes: Readonly<Record<ChartColor, string>> = {
  blue: "stroke-chart-blue",
  red: "stroke-chart-red",
  purple: "stroke-chart-purple",
  amber: "stroke-chart-amber",
  gray: "stroke-chart-gray",
};

/** The course of a number, without values: decoration beside the number itself. */
export function Sparkline({ values, color }: { values: readonly number[]; color: ChartColor }) {
  const max = Math.max(...values, 0);
  if (values.length < 2 || max === 0) return null;
  const points = values.map((value, index) => {
    const x = (index / (values.length - 1)) * width;
    const y = height - 2 - (value / max) * (height - 4);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${width} ${height}`}
      width={width}
      height={height}
      className="shrink-0"
    >
      <path d={`M${points.join("L")}`} fill="none" strokeWidth={1.5} className={strokes[color]} />
    </svg>
  );
}
