import type { UsageInterval } from "#lib/contract/keys/usage.ts";
import { dayMs, hourMs } from "#lib/domain/common/durations.ts";
import { invalidField } from "#lib/domain/common/errors.ts";
import type { Interval } from "#lib/domain/usage/plan-spans.ts";

const defaultMs = 7 * dayMs;

const stepMs: Readonly<Record<UsageInterval, number>> = { hour: hourMs, day: dayMs };

/** What one request can ask for: enough for every range of the console, and few enough points to draw. */
export const maxUsageDays: Readonly<Record<UsageInterval, number>> = { hour: 8, day: 100 };

/** The start of the hour or day, in UTC, that contains the moment. */
export function floorTo(interval: UsageInterval, moment: Date): Date {
  return new Date(moment.getTime() - (moment.getTime() % stepMs[interval]));
}

/** The requested period, from the start of its first hour or day. Throws `invalid_request`. */
export function resolveRange(
  query: { from?: Date | undefined; to?: Date | undefined },
  { interval, maxDays }: { interval: UsageInterval; maxDays: number },
  now: Date,
): Interval {
  const to = query.to ?? now;
  const from = query.from ?? new Date(to.getTime() - defaultMs);
  if (from >= to) throw invalidField("from", "Must be before to");
  if (to.getTime() - from.getTime() > maxDays * dayMs) {
    throw invalidField("from", `Must be at most ${maxDays} days before to`);
  }
  return { from: floorTo(interval, from), to };
}

/** The starts of all hours or days of a period, oldest first. `from` is one of them. */
export function listStarts({ from, to }: Interval, interval: UsageInterval): Date[] {
  const count = Math.ceil((to.getTime() - from.getTime()) / stepMs[interval]);
  return Array.from({ length: count }, (_, index) => new Date(from.getTime() + index * stepMs[interval]));
}
