import { useZone } from "#components/ui/format/zone-provider.tsx";

/** The name of the viewer's time zone. UTC on the first page of a browser, until the page's code runs. */
export function useTimeZone(): string {
  const zone = useZone();
  if (zone === "utc") return "UTC";
  const { timeZone } = zone === "viewer" ? Intl.DateTimeFormat().resolvedOptions() : zone;
  return timeZone;
}
