/** A day without a time, as in a date field: 2027-01-31. */
export type Day = string;

const dayMs = 86_400_000;

function toDay(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}

/** Reads a day as people type it, such as 2027-1-5 or 2027/01/05. Null if there is no such day. */
export function readDay(text: string): Day | null {
  const [, year = "", month = "", date = ""] = /^\s*(\d{4})[-/. ]?(\d\d?)[-/. ]?(\d\d?)\s*$/.exec(text) ?? [];
  const day = `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  const time = Date.parse(day);
  return Number.isNaN(time) || toDay(time) !== day ? null : day;
}

export function addDays(day: Day, count: number): Day {
  return toDay(Date.parse(day) + count * dayMs);
}

/** The same date in another month, or that month's last day. */
export function addMonths(day: Day, count: number): Day {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const lastDate = new Date(Date.UTC(year, month + count, 0)).getUTCDate();
  return toDay(Date.UTC(year, month - 1 + count, Math.min(date, lastDate)));
}

/** Today in the viewer's time zone. */
export function getToday(now = new Date()): Day {
  return toDay(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate()));
}

/** The position of a day in its week, from 0. `firstWeekday` is 1 for Monday, and 7 for Sunday. */
export function getWeekPosition(day: Day, firstWeekday: number): number {
  return (new Date(day).getUTCDay() - (firstWeekday % 7) + 7) % 7;
}

/** The six weeks that contain the month of this day. Always six, so that the calendar keeps its height. */
export function listWeeks(day: Day, firstWeekday: number): Day[][] {
  const first = `${day.slice(0, 8)}01`;
  const start = addDays(first, -getWeekPosition(first, firstWeekday));
  return Array.from({ length: 6 }, (_week, week) =>
    Array.from({ length: 7 }, (_date, date) => addDays(start, week * 7 + date)),
  );
}

/** The nearest day within the limits. An empty limit is none. */
export function clampDay(day: Day, { min, max }: { min: Day; max: Day }): Day {
  if (min !== "" && day < min) return min;
  return max !== "" && day > max ? max : day;
}
