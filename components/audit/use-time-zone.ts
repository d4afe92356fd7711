import { useSyncExternalStore } from "react";

const subscribe = () => () => {};
const readZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
/** What the server writes, and what a form sends before the page's code runs. */
const getServerZone = () => "UTC";

/** The viewer's time zone. */
export function useTimeZone(): string {
  return useSyncExternalStore(subscribe, readZone, getServerZone);
}
