"use client";

import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { useClock } from "./clock.ts";
import { formatRelativeTime, formatTime, type TimeStyle } from "./format-time.ts";

interface TimeProps {
  /** ISO 8601. */
  at: string;
  style?: TimeStyle;
}

/** A time: in UTC on the server, in the viewer's time zone after hydration. */
export function Time({ at, style = "minute" }: TimeProps) {
  const zone = useClock() === null ? "utc" : "viewer";
  return (
    <time dateTime={at} className="whitespace-nowrap tabular-nums">
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
  const nowMs = clock ?? Date.parse(serverNow);
  return (
    <Tooltip content={formatTime(at, "second", clock === null ? "utc" : "viewer")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact time must be reachable without a mouse. */}
      <time dateTime={at} tabIndex={0} className="whitespace-nowrap rounded-sm tabular-nums">
        {formatRelativeTime(at, nowMs)}
      </time>
    </Tooltip>
  );
}
