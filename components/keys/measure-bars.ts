/** How often a key was presented on one day. */
export interface DayUsage {
  accepted: number;
  refused: number;
}

export interface MeasuredBar {
  /** Pixels from the ground up; what was refused stands on what was accepted. */
  accepted: number;
  refused: number;
}

/** A day with a single call among days with thousands is still seen. */
const least = 2;

function measurePart(part: number, total: number, height: number): number {
  if (part === 0) return 0;
  return Math.min(Math.max(Math.round((part / total) * height), 1), part === total ? height : height - 1);
}

/** The days as bars, the busiest as high as there is room. */
export function measureBars(days: readonly DayUsage[], height: number): MeasuredBar[] {
  const most = Math.max(...days.map(({ accepted, refused }) => accepted + refused));
  return days.map(({ accepted, refused }) => {
    const total = accepted + refused;
    if (total === 0) return { accepted: 0, refused: 0 };
    const whole = Math.max(Math.round((total / most) * height), least);
    const refusedPart = measurePart(refused, total, whole);
    return { accepted: whole - refusedPart, refused: refusedPart };
  });
}
