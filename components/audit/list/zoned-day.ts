import { dayMs } from "#lib/domain/common/durations.ts";

/** Whether the text is a time zone this runtime supports. */
export function isTimeZone(text: string): boolean {
  if (!/^[A-Za-z0-9_+/-]{1,60}$/.test(text)) return false;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: text }).format(0) !== "";
  } catch {
    return false;
  }
}

/** The zone's offset from UTC at this time, in milliseconds. */
function readOffset(atMs: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour"),
    read("minute"),
    read("second"),
  );
  return local - Math.floor(atMs / 1000) * 1000;
}

/** The day at this time in a zone, such as 2026-03-29. */
export function readDay(at: Date, timeZone: string): string {
  return new Date(at.getTime() + readOffset(at.getTime(), timeZone)).toISOString().slice(0, 10);
}

/** The first moment of a day such as 2026-03-29 in a zone. A daylight saving change can move it past midnight. */
export function findDayStart(day: string, timeZone: string): Date {
  const asUtcMs = Date.parse(day);
  // The offset changes at most once in two days, so one of these two applies at the start of the day.
  const candidates = [-dayMs, dayMs].map((away) => asUtcMs - readOffset(asUtcMs + away, timeZone));
  const isThatDay = (atMs: number) =>
    new Date(atMs + readOffset(atMs, timeZone)).toISOString().startsWith(day);
  const starts = candidates.filter(isThatDay);
  return new Date(Math.min(...(starts.length === 0 ? candidates : starts)));
}

/** The end of a day, which is the start of the next. */
export function findDayEnd(day: string, timeZone: string): Date {
  const next = new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);
  return findDayStart(next, timeZone);
}
