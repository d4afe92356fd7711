export type TimeStyle = "clock" | "near" | "log" | "day" | "minute" | "second";
export type Zone = "utc" | "viewer";

const styles: Record<TimeStyle, Intl.DateTimeFormatOptions> = {
  clock: { hour: "numeric", minute: "2-digit" },
  near: { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" },
  log: { day: "numeric", month: "short", hour: "numeric", minute: "2-digit", second: "2-digit" },
  day: { day: "numeric", month: "short", year: "numeric" },
  minute: { day: "numeric", month: "short", year: "numeric", hour: "numeric", minute: "2-digit" },
  second: {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "numeric",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  },
};

/** The interface is in English, so only English locales of the viewer are used. */
function getLocale(zone: Zone): string {
  if (zone === "utc") return "en-GB";
  return navigator.language.startsWith("en") ? navigator.language : "en-GB";
}

/** Formats an ISO 8601 time. UTC times say so, except whole days. */
export function formatTime(at: string, style: TimeStyle, zone: Zone): string {
  const options = zone === "utc" ? { ...styles[style], timeZone: "UTC" } : styles[style];
  const text = new Intl.DateTimeFormat(getLocale(zone), options).format(new Date(at));
  return zone === "utc" && style !== "day" && style !== "second" ? `${text} UTC` : text;
}

const units = [
  { unit: "year", seconds: 31_536_000 },
  { unit: "month", seconds: 2_592_000 },
  { unit: "day", seconds: 86_400 },
  { unit: "hour", seconds: 3600 },
  { unit: "minute", seconds: 60 },
] as const;

let relative: Intl.RelativeTimeFormat | undefined;

/** "2 minutes ago", "in 3 days", "just now". */
export function formatRelativeTime(at: string, nowMs: number): string {
  const seconds = (Date.parse(at) - nowMs) / 1000;
  const step = units.find((candidate) => Math.abs(seconds) >= candidate.seconds);
  if (step === undefined) return "just now";
  relative ??= new Intl.RelativeTimeFormat("en", { numeric: "auto" });
  return relative.format(Math.trunc(seconds / step.seconds), step.unit);
}
