import type { UsageInterval, UsageSeriesDto } from "#lib/contract/keys/usage.ts";
import type { Interval } from "#lib/domain/usage/plan-spans.ts";
import { listStarts } from "./usage-range.ts";

export interface OutcomeCount {
  startsAt: Date;
  outcome: string;
  count: number;
}

export function isRejected({ outcome }: { outcome: string }): boolean {
  return outcome !== "VALID";
}

export function sumCounts(rows: readonly { count: number }[]): number {
  return rows.reduce((sum, { count }) => sum + count, 0);
}

/** Sorts counts into all hours or days of the period. Several rows can be about the same one. */
export function foldSeries(
  rows: readonly OutcomeCount[],
  interval: UsageInterval,
  period: Interval,
): UsageSeriesDto {
  const counts = new Map<number, Map<string, number>>();
  for (const { startsAt, outcome, count } of rows) {
    const ofSpan = counts.get(startsAt.getTime()) ?? new Map<string, number>();
    ofSpan.set(outcome, (ofSpan.get(outcome) ?? 0) + count);
    counts.set(startsAt.getTime(), ofSpan);
  }
  return {
    from: period.from.toISOString(),
    to: period.to.toISOString(),
    interval,
    total: sumCounts(rows),
    rejected: sumCounts(rows.filter(isRejected)),
    data: listStarts(period, interval).map((startsAt) => ({
      startsAt: startsAt.toISOString(),
      outcomes: [...(counts.get(startsAt.getTime()) ?? [])]
        .map(([outcome, count]) => ({ outcome, count }))
        .sort((one, other) => other.count - one.count || one.outcome.localeCompare(other.outcome)),
    })),
  };
}
