"use client";

import { useClock } from "./clock.ts";
import { formatRelativeTime, formatTime, type TimeStyle } from "./format-time.ts";
import { Tooltip } from "./tooltip.tsx";

interface TimeProps {
  /** ISO 8601. */
  at: string;
  style?: TimeStyle;
}

/** A moment: in UTC as the server writes it, in the viewer's zone once the page runs. */
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
  /** ISO 8601: when the server drew the page, so that the first frame agrees with it. */
  serverNow: string;
}

/** How long ago or ahead; the exact moment when hovered or focused. */
export function RelativeTime({ at, serverNow }: RelativeTimeProps) {
  const clock = useClock();
  const nowMs = clock ?? Date.parse(serverNow);
  return (
    <Tooltip content={formatTime(at, "second", clock === null ? "utc" : "viewer")}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the exact moment has to be reachable without a mouse. */}
      <time dateTime={at} tabIndex={0} className="whitespace-nowrap rounded-sm tabular-nums">
        {formatRelativeTime(at, nowMs)}
      </time>
    </Tooltip>
  );
}
