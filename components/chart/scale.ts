/** About this many lines. */
const wantedSteps = 4;

/** The values of the gridlines: from 0, at round numbers, the last at or above `max`. Counts have no fractions. */
export function chooseTicks(max: number): number[] {
  if (max <= 0) return [0];
  const rough = max / wantedSteps;
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5, 10].find((candidate) => candidate * power >= rough) ?? 10;
  const step = Math.max(1, factor * power);
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, index) => index * step);
}

/** "950", "1.2K", "60K", "1.17M". */
export function formatCompact(count: number): string {
  const units = [
    { size: 1_000_000_000, name: "B" },
    { size: 1_000_000, name: "M" },
    { size: 1_000, name: "K" },
  ];
  // 999,950 would be rounded to "1000K".
  const unit = units.find(({ size }) => count >= size * 0.9995 && count >= 1_000);
  if (unit === undefined) return String(count);
  const value = count / unit.size;
  return `${Number(value.toFixed(value < 10 ? 2 : value < 100 ? 1 : 0))}${unit.name}`;
}

/**
 * Which of `count` bars get a label: the first, the last, and others between them at distances that differ by one bar at most.
 * At most `max` (2 or more), so that no two labels touch.
 */
export function chooseLabels(count: number, max: number): number[] {
  if (count <= 1) return count === 1 ? [0] : [];
  const labels = Math.min(count, max);
  return Array.from({ length: labels }, (_, index) => Math.round((index * (count - 1)) / (labels - 1)));
}

/** The height of each part of a bar in pixels, from the bottom. A part with any count stays visible. */
export function measureParts(values: readonly number[], pixelsPerCount: number): number[] {
  const minPixels = 2;
  return values.map((value) => (value === 0 ? 0 : Math.max(value * pixelsPerCount, minPixels)));
}
