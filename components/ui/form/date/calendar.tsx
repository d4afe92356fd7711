// biome-ignore-all lint/a11y/noNoninteractiveElementToInteractiveRole: a grid of days is a table that the arrow keys move in.

"use client";

import { clsx } from "clsx";
import { ChevronLeft, ChevronRight } from "lucide-react";
import { type KeyboardEvent, useEffect, useId, useRef, useState } from "react";
import { Button, IconButton } from "#components/ui/button/button.tsx";
import {
  addDays,
  addMonths,
  clampDay,
  type Day,
  getToday,
  getWeekPosition,
  listWeeks,
  readDay,
} from "./calendar-days.ts";

const texts = { previous: "Previous month", next: "Next month", today: "Today", clear: "Clear" };

const utc = { timeZone: "UTC" } as const;
const formats = {
  month: new Intl.DateTimeFormat("en", { ...utc, month: "long", year: "numeric" }),
  weekday: new Intl.DateTimeFormat("en", { ...utc, weekday: "short" }),
  weekdayName: new Intl.DateTimeFormat("en", { ...utc, weekday: "long" }),
  day: new Intl.DateTimeFormat("en", { ...utc, dateStyle: "full" }),
};

/** Monday is 1. Browsers that don't know the first weekday of a region get Monday. */
function getFirstWeekday(): number {
  const locale: Intl.Locale & { getWeekInfo?: () => { firstDay: number } } = new Intl.Locale(
    navigator.language,
  );
  return locale.getWeekInfo?.().firstDay ?? 1;
}

/** The day that a key moves to, as in the ARIA pattern of a date grid. */
function move(day: Day, { key, shiftKey }: KeyboardEvent, firstWeekday: number): Day | null {
  const position = getWeekPosition(day, firstWeekday);
  const months = shiftKey ? 12 : 1;
  const days: Record<string, number> = {
    ArrowLeft: -1,
    ArrowRight: 1,
    ArrowUp: -7,
    ArrowDown: 7,
    Home: -position,
    End: 6 - position,
  };
  if (key === "PageUp") return addMonths(day, -months);
  if (key === "PageDown") return addMonths(day, months);
  const count = days[key];
  return count === undefined ? null : addDays(day, count);
}

interface CalendarProps {
  /** The text of the field. The calendar opens at today if it isn't a day. */
  value: string;
  min: Day;
  max: Day;
  onSelect: (day: Day) => void;
  /** Undefined if a day is required. */
  onClear: (() => void) | undefined;
}

/** One month as a grid of days. Follows the ARIA pattern of a date picker. */
export function Calendar({ value, min, max, onSelect, onClear }: CalendarProps) {
  const titleId = useId();
  const limits = { min, max };
  const selected = readDay(value);
  const [today] = useState(getToday);
  const [firstWeekday] = useState(getFirstWeekday);
  const [active, setActive] = useState(() => clampDay(selected ?? today, limits));
  const weeks = listWeeks(active, firstWeekday);
  const isAllowed = (day: Day) => clampDay(day, limits) === day;

  const table = useRef<HTMLTableElement>(null);
  /** Whether the focus follows the active day: after a key, but not after a click on a button beside the grid. */
  const isFollowing = useRef(false);
  useEffect(() => {
    if (isFollowing.current) table.current?.querySelector<HTMLElement>(`[data-day="${active}"]`)?.focus();
  }, [active]);

  const turn = (months: number) => {
    isFollowing.current = false;
    setActive(clampDay(addMonths(active, months), limits));
  };
  const press = (event: KeyboardEvent) => {
    const next = move(active, event, firstWeekday);
    if (next === null) return;
    event.preventDefault();
    isFollowing.current = true;
    setActive(clampDay(next, limits));
  };
  return (
    <div className="w-61">
      <div className="mb-2 flex items-center justify-between">
        <IconButton label={texts.previous} onClick={() => turn(-1)}>
          <ChevronLeft aria-hidden="true" />
        </IconButton>
        <div id={titleId} aria-live="polite" className="font-semibold text-sm">
          {formats.month.format(new Date(active))}
        </div>
        <IconButton label={texts.next} onClick={() => turn(1)}>
          <ChevronRight aria-hidden="true" />
        </IconButton>
      </div>
      <table
        ref={table}
        role="grid"
        aria-labelledby={titleId}
        onKeyDown={press}
        className="w-full table-fixed"
      >
        <thead>
          <tr>
            {weeks[0]?.map((day) => (
              <th
                key={day}
                scope="col"
                abbr={formats.weekdayName.format(new Date(day))}
                className="h-7 font-normal text-muted text-xs"
              >
                {formats.weekday.format(new Date(day)).slice(0, 2)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week[0]}>
              {week.map((day) => (
                <td
                  key={day}
                  {...(day === selected ? { "aria-selected": true } : {})}
                  className="p-px text-center"
                >
                  <button
                    type="button"
                    data-day={day}
                    tabIndex={day === active ? 0 : -1}
                    disabled={!isAllowed(day)}
                    aria-label={formats.day.format(new Date(day))}
                    aria-current={day === today ? "date" : undefined}
                    onClick={() => onSelect(day)}
                    className={clsx(
                      "size-8 rounded-md text-sm tabular-nums disabled:opacity-40",
                      day === selected ? "bg-accent font-medium text-white" : "enabled:hover:bg-sunken",
                      day !== selected && day === today && "font-semibold text-accent-text",
                      day !== selected &&
                        day !== today &&
                        day.slice(0, 7) !== active.slice(0, 7) &&
                        "text-muted",
                    )}
                  >
                    {Number(day.slice(8))}
                  </button>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div className="mt-2 flex justify-between border-t pt-2">
        <Button variant="quiet" disabled={!isAllowed(today)} onClick={() => onSelect(today)}>
          {texts.today}
        </Button>
        {onClear === undefined ? null : (
          <Button variant="quiet" onClick={onClear}>
            {texts.clear}
          </Button>
        )}
      </div>
    </div>
  );
}
