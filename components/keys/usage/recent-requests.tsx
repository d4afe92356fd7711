"use client";

import type { ReactNode } from "react";
import { loadComponent } from "#components/ui/load-component.ts";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import type { DayUsage } from "./measure-bars.ts";

const UsageDays = loadComponent(async () => (await import("./usage-days.tsx")).UsageDays);

interface RecentRequestsProps {
  /** Oldest first. Undefined if there were no requests. */
  days: readonly DayUsage[] | undefined;
  /** The sparkline and the total. */
  bars: ReactNode;
  /** ISO 8601. The last day is the UTC day of this time. */
  now: string;
}

const classes = "flex items-center gap-2 rounded-sm lg:max-w-34";

/** The requests of the last days. Hover and focus show the count of each day. */
export function RecentRequests({ days, bars, now }: RecentRequestsProps) {
  if (days === undefined) return <span className={classes}>{bars}</span>;
  return (
    <Tooltip content={<UsageDays days={days} now={now} />}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the counts have to be reachable without a mouse. */}
      <span tabIndex={0} className={classes}>
        {bars}
      </span>
    </Tooltip>
  );
}
