import type { Zone } from "./format-time.ts";

/** Stores the browser's language and time zone, so that times don't change when the page's code runs. */
export const zoneCookie = "zone";

/** Reads a value such as `en-US Europe/Berlin`. UTC if it isn't valid. */
export function readZone(value: string | undefined): Zone {
  const [locale = "", timeZone = ""] = value?.split(" ") ?? [];
  if (locale === "" || timeZone === "") return "utc";
  try {
    new Intl.DateTimeFormat(locale, { timeZone });
    return { locale, timeZone };
  } catch {
    return "utc";
  }
}
