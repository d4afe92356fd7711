import { dayMs } from "#lib/domain/common/durations.ts";
import { findDayEnd, findDayStart, readDay } from "./zoned-day.ts";

/** Ranges that end now, as whole days in the viewer's time zone. */
export const datePresets = ["today", "7d", "30d", "month"] as const;

export type DatePreset = (typeof datePresets)[number];

export function isDatePreset(text: string): text is DatePreset {
  return datePresets.some((preset) => preset === text);
}

function addDays(day: string, days: number): string {
  return new Date(Date.parse(day) + days * dayMs).toISOString().slice(0, 10);
}

/** The first day of a preset. `today` is a day such as 2026-03-29. */
function findFirstDay(preset: DatePreset, today: string): string {
  switch (preset) {
    case "today":
      return today;
    case "7d":
      return addDays(today, -6);
    case "30d":
      return addDays(today, -29);
    case "month":
      return `${today.slice(0, 8)}01`;
  }
}

interface Range {
  range: string;
  from: string;
  to: string;
  zone: string;
}

/** When a range begins and ends. Null: it has no beginning, or no end. */
export function resolveRange(
  { range, from, to, zone }: Range,
  now: Date,
): { from: Date | null; to: Date | null } {
  const timeZone = zone === "" ? "UTC" : zone;
  if (isDatePreset(range)) {
    return { from: findDayStart(findFirstDay(range, readDay(now, timeZone)), timeZone), to: null };
  }
  return {
    from: from === "" ? null : findDayStart(from, timeZone),
    to: to === "" ? null : findDayEnd(to, timeZone),
  };
}
