import type { ChartInterval } from "./chart-data.ts";

// Written without Intl, whose results differ between Node and browsers: the server's text must match the browser's.
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** "Nov 24", in UTC. */
function formatDay(at: Date): string {
  return `${months[at.getUTCMonth()]} ${at.getUTCDate()}`;
}

function formatHour(at: Date): string {
  return `${String(at.getUTCHours()).padStart(2, "0")}:00`;
}

/** Below a bar: "Nov 24" or "14:00". */
export function formatTick(at: string, interval: ChartInterval): string {
  const moment = new Date(at);
  return interval === "day" ? formatDay(moment) : formatHour(moment);
}

/** In full: "Tue, Nov 24, 2026" or "Tue, Nov 24, 14:00 to 15:00 UTC". */
export function formatBar(at: string, interval: ChartInterval): string {
  const moment = new Date(at);
  const day = `${weekdays[moment.getUTCDay()]}, ${formatDay(moment)}`;
  if (interval === "day") return `${day}, ${moment.getUTCFullYear()}`;
  return `${day}, ${formatHour(moment)} to ${formatHour(new Date(moment.getTime() + 3_600_000))} UTC`;
}
