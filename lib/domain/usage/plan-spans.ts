import { daySeconds, hourMs, hourSeconds } from "#lib/domain/common/durations.ts";

/** The lengths of spans for which usage is added up in advance. These start at a multiple of their length. */
export const summarySeconds = {
  tenDays: 10 * daySeconds,
  day: daySeconds,
  sixHours: 6 * hourSeconds,
  hour: hourSeconds,
} as const;

export interface Span {
  startsAt: Date;
  durationSeconds: number;
}

/** A half-open interval. */
export interface Interval {
  from: Date;
  to: Date;
}

export interface SpanPlan {
  /** Added up in advance. They don't overlap. */
  spans: Span[];
  /** What no span covers, to be read from the single counts. */
  gaps: Interval[];
}

function addGap(gaps: Interval[], from: number, to: number): void {
  const last = gaps.at(-1);
  if (last?.to.getTime() === from) last.to = new Date(to);
  else gaps.push({ from: new Date(from), to: new Date(to) });
}

/**
 * Covers the interval with the longest spans that exist. The intervals that remain are read in detail. `from` is a whole
 * hour.
 */
export function planSpans({ from, to }: Interval, existing: readonly Span[]): SpanPlan {
  const starting = Map.groupBy(existing, ({ startsAt }) => startsAt.getTime());
  const plan: SpanPlan = { spans: [], gaps: [] };
  const endMs = to.getTime();
  let atMs = from.getTime();
  while (atMs < endMs) {
    const fitting = (starting.get(atMs) ?? []).filter(
      ({ durationSeconds }) => atMs + durationSeconds * 1000 <= endMs,
    );
    const durationSeconds = Math.max(...fitting.map((span) => span.durationSeconds), 0);
    const stepMs = durationSeconds === 0 ? hourMs : durationSeconds * 1000;
    if (durationSeconds === 0) addGap(plan.gaps, atMs, Math.min(atMs + stepMs, endMs));
    else plan.spans.push({ startsAt: new Date(atMs), durationSeconds });
    atMs += stepMs;
  }
  return plan;
}
