export type TimeStyle = "clock" | "near" | "log" | "day" | "minute" | "second";

interface Place {
  locale: string;
  timeZone: string;
}

/** UTC with its name, the browser's zone, or a place that the browser was in. */
export type Zone = "utc" | "viewer" | Place;

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

function findPlace(zone: Zone): Omit<Place, "timeZone"> & Partial<Place> {
  if (zone === "utc") return { locale: "en-GB", timeZone: "UTC" };
  return zone === "viewer" ? { locale: navigator.language } : zone;
}

/** Formats an ISO 8601 time. UTC times say so, except whole days. */
export function formatTime(at: string, style: TimeStyle, zone: Zone): string {
  const { locale, ...place } = findPlace(zone);
  // The interface is in English, so only English locales are used.
  const format = new Intl.DateTimeFormat(locale.startsWith("en") ? locale : "en-GB", {
    ...styles[style],
    ...place,
  });
  const text = format.format(new Date(at));
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
