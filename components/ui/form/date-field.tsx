"use client";

import { clsx } from "clsx";
import { CalendarDays } from "lucide-react";
import { type ComponentProps, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { changeValue } from "#components/ui/change-value.ts";
import { loadComponent } from "#components/ui/load-component.ts";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";
import { readDay } from "./date/calendar-days.ts";
import { describeControl, FieldFrame, type FieldProps } from "./field.tsx";

const loadPopup = () => import("./date/calendar-popup.tsx");
const CalendarPopup = loadComponent(async () => (await loadPopup()).CalendarPopup);

const texts = { openCalendar: "Open calendar", format: "YYYY-MM-DD" };

const coarse = "(pointer: coarse)";
const subscribe = (onChange: () => void) => {
  const query = matchMedia(coarse);
  query.addEventListener("change", onChange);
  return () => query.removeEventListener("change", onChange);
};

interface DateFieldProps
  extends FieldProps,
    Omit<ComponentProps<"input">, "id" | "ref" | "type" | "min" | "max"> {
  /** The first and the last day that can be selected, such as 2027-01-31. */
  min?: string;
  max?: string;
}

/**
 * A date as YYYY-MM-DD, typed or selected in a calendar. A native date field shows the date in the format of the browser's
 * language, which the console uses nowhere else, and its calendar ignores the theme. On touch screens the field is
 * native: the system's picker is larger, and no keyboard covers the page.
 */
export function DateField({ label, hint, error, fieldClassName, min, max, ...props }: DateFieldProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [anchor, setAnchor] = useState<HTMLInputElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const isNative = useSyncExternalStore(
    subscribe,
    () => matchMedia(coarse).matches,
    () => false,
  );
  useEffect(() => loadWhenIdle(loadPopup), []);

  const open = async () => {
    await loadPopup();
    setAnchor(input.current);
    setIsOpen(true);
  };
  return (
    <FieldFrame id={id} label={label} hint={hint} error={error} fieldClassName={fieldClassName}>
      <div className="relative">
        <input
          placeholder={texts.format}
          autoComplete="off"
          spellCheck={false}
          maxLength={10}
          {...props}
          ref={input}
          id={id}
          {...describeControl(id, { hint, error })}
          type={isNative ? "date" : "text"}
          min={isNative ? min : undefined}
          max={isNative ? max : undefined}
          onBlur={(event) => {
            const day = readDay(event.target.value);
            if (day !== null) changeValue(event.target, day);
            props.onBlur?.(event);
          }}
          onKeyDown={(event) => {
            if (event.key !== "ArrowDown" || isNative) return;
            event.preventDefault();
            void open();
          }}
          className={clsx("control h-9 tabular-nums coarse:h-11", isNative || "pr-9")}
        />
        {isNative ? null : (
          <IconButton
            label={texts.openCalendar}
            aria-haspopup="dialog"
            aria-expanded={isOpen}
            disabled={props.disabled}
            onClick={open}
            className="absolute inset-y-px right-px h-auto"
          >
            <CalendarDays aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {anchor === null ? null : (
        <CalendarPopup
          anchor={anchor}
          min={min ?? ""}
          max={max ?? ""}
          isOpen={isOpen}
          onOpenChange={setIsOpen}
        />
      )}
    </FieldFrame>
  );
}
