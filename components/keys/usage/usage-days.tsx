"use client";

import { formatCount } from "#components/ui/format/format-count.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import type { DayUsage } from "./measure-bars.ts";
import { keyUsageTexts } from "./usage-texts.ts";

const texts = keyUsageTexts.days;

const dayFormat = new Intl.DateTimeFormat("en", {
  weekday: "short",
  month: "short",
  day: "numeric",
  timeZone: "UTC",
});

/** Accepted and rejected requests of each day, the last of which is the UTC day of `now`. */
export function UsageDays({ days, now }: { days: readonly DayUsage[]; now: string }) {
  const firstMs = Date.parse(now) - (days.length - 1) * dayMs;
  return (
    <table className="my-0.5 tabular-nums">
      <thead>
        <tr className="[&>th]:pb-0.5 [&>th]:font-normal [&>th]:opacity-75">
          <th scope="col" className="text-left">
            {texts.day}
          </th>
          <th scope="col" className="pl-4 text-right">
            {texts.accepted}
          </th>
          <th scope="col" className="pl-4 text-right">
            {texts.rejected}
          </th>
        </tr>
      </thead>
      <tbody>
        {days.map(({ accepted, refused }, index) => {
          const day = dayFormat.format(firstMs + index * dayMs);
          return (
            <tr key={day}>
              <th scope="row" className="text-left font-medium">
                {day}
              </th>
              <td className="pl-4 text-right">{formatCount(accepted)}</td>
              <td className="pl-4 text-right">{formatCount(refused)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
