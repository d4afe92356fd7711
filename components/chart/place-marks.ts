import type { ChartMark } from "./chart-data.ts";

/** The changes of one bar. */
export interface PlacedMarks {
  index: number;
  marks: ChartMark[];
}

/** Sorts changes into the bars in which they happened. Earlier ones are left out. */
export function placeMarks(marks: readonly ChartMark[], bars: readonly string[]): PlacedMarks[] {
  const starts = bars.map((bar) => Date.parse(bar));
  const placed = new Map<number, ChartMark[]>();
  for (const mark of [...marks].sort((one, other) => one.at.localeCompare(other.at))) {
    const at = Date.parse(mark.at);
    const index = starts.findLastIndex((start) => start <= at);
    if (index >= 0) placed.set(index, [...(placed.get(index) ?? []), mark]);
  }
  return [...placed].map(([index, own]) => ({ index, marks: own }));
}
