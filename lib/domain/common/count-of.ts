import { daySeconds } from "#lib/domain/common/durations.ts";

/** "1 key", "2 keys", for messages. */
export function countOf(count: number | bigint, one: string, many = `${one}s`): string {
  return `${count} ${Number(count) === 1 ? one : many}`;
}

const units = [
  { name: "day", seconds: daySeconds },
  { name: "hour", seconds: 3600 },
  { name: "minute", seconds: 60 },
  { name: "second", seconds: 1 },
] as const;

/** "7 days", "24 hours", "90 minutes": exact, in the largest unit that fits. One day is "24 hours", as in the console. */
export function formatDuration(seconds: number): string {
  const unit =
    units.find((candidate) => seconds % candidate.seconds === 0 && seconds !== daySeconds) ?? units[1];
  return countOf(seconds / unit.seconds, unit.name);
}
