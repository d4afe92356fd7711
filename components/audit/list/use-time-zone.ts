import { useSyncExternalStore } from "react";

const subscribe = () => () => {};
const readZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;
/** Used on the server, and by the form until the page's code runs. */
const getServerZone = () => "UTC";

/** The viewer's time zone. */
export function useTimeZone(): string {
  return useSyncExternalStore(subscribe, readZone, getServerZone);
}
