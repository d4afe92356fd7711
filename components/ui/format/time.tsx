"use client";

import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { useClock } from "./clock.ts";
import { formatRelativeTime, formatTime, type TimeStyle } from "./format-time.ts";
import { useZone } from "./zone-provider.tsx";

interface TimeProps {
  /** ISO 8601. */
  at: string;
  style?: TimeStyle;
}

/** A time in the viewer's time zone. */
export function Time({ at, style = "minute" }: TimeProps) {
  const zone = useZone();
  return (
    // The spaces in a time can differ between the server's and the browser's version of the Unicode data.
    <time suppressHydrationWarning dateTime={at} className="whitespace-nowrap tabular-nums">
      {formatTime(at, style, zone)}
    </time>
  );
}

interface RelativeTimeProps {
  at: string;
  /** When the server rendered the page, in ISO 8601, so that hydration matches. */
  serverNow: string;
}

/** A relative time, with the exact time on hover or focus. */
export function RelativeTime({ at, serverNow }: RelativeTimeProps) {
  const clock = useClock();
  const zone = useZone();
  const nowMs = clock ?? Date.parse(serverNow);
  return (
    <Tooltip content={formatTime(at, "second", zone)}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be reachable without a mouse. */}
      <time dateTime={at} tabIndex={0} className="whitespace-nowrap rounded-sm tabular-nums">
        {formatRelativeTime(at, nowMs)}
      </time>
    </Tooltip>
  );
}
