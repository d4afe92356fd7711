/** The requests of one day. */
export interface DayUsage {
  accepted: number;
  refused: number;
}

export interface MeasuredBar {
  /** Heights in pixels. The refused part is stacked on the accepted part. */
  accepted: number;
  refused: number;
}

/** Keeps a day with 1 request visible among days with thousands. */
const minHeight = 2;

function measurePart(part: number, total: number, height: number): number {
  if (part === 0) return 0;
  return Math.min(Math.max(Math.round((part / total) * height), 1), part === total ? height : height - 1);
}

/** Scales the bars so that the busiest day has the full height. */
export function measureBars(days: readonly DayUsage[], height: number): MeasuredBar[] {
  const maxTotal = Math.max(...days.map(({ accepted, refused }) => accepted + refused));
  return days.map(({ accepted, refused }) => {
    const total = accepted + refused;
    if (total === 0) return { accepted: 0, refused: 0 };
    const whole = Math.max(Math.round((total / maxTotal) * height), minHeight);
    const refusedPart = measurePart(refused, total, whole);
    return { accepted: whole - refusedPart, refused: refusedPart };
  });
}
