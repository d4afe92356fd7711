import { type ChartSeries, fillClasses } from "./chart-data.ts";
import { measureParts } from "./scale.ts";

/** A part of an SVG path: a rectangle between two heights. */
function drawPart(x: number, width: number, bottom: number, top: number): string {
  return `M${x} ${bottom}V${top}h${width}V${bottom}z`;
}

/** How much of its place a bar fills: less where there are few, so that they don't become wide blocks. */
function chooseFill(count: number): number {
  return count <= 8 ? 0.42 : count <= 31 ? 0.66 : 0.72;
}

/** In pixels: between the parts of a bar, so that they can be told apart without their colors. */
const partGap = 1;
const minPartHeight = 2;

interface BarsProps {
  series: readonly ChartSeries[];
  /** The number of bars. */
  count: number;
  /** The value at the top. */
  max: number;
  /** In pixels. The width follows the page. */
  height: number;
}

/** The bars: one path for each series. Its x-axis is stretched to the width of the page. */
export function Bars({ series, count, max, height }: BarsProps) {
  const fill = chooseFill(count);
  const paths = series.map(() => "");
  for (let index = 0; index < count; index++) {
    const heights = measureParts(
      series.map(({ values }) => values[index] ?? 0),
      max === 0 ? 0 : height / max,
    );
    let bottom = height;
    for (const [part, partHeight] of heights.entries()) {
      if (partHeight === 0) continue;
      const start = bottom === height ? height : bottom - partGap;
      const top = Math.max(Math.min(bottom - partHeight, start - minPartHeight), 0);
      const x = Number((index + (1 - fill) / 2).toFixed(3));
      paths[part] += drawPart(x, fill, Number(start.toFixed(1)), Number(top.toFixed(1)));
      bottom = top;
    }
  }
  return (
    <svg
      aria-hidden="true"
      viewBox={`0 0 ${count} ${height}`}
      preserveAspectRatio="none"
      className="absolute inset-0 size-full"
    >
      {series.map(({ key, color }, index) => (
        <path key={key} d={paths[index]} className={fillClasses[color]} />
      ))}
    </svg>
  );
}
