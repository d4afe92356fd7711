"use client";

import { Popover as Base } from "@base-ui/react/popover";
import { useRef } from "react";
import { changeValue } from "#components/ui/change-value.ts";
import { Calendar } from "./calendar.tsx";

const texts = { title: "Calendar" };

interface CalendarPopupProps {
  /** The date's field. */
  anchor: HTMLInputElement;
  min: string;
  max: string;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
}

/** The calendar of a DateField. */
export function CalendarPopup({ anchor, min, max, isOpen, onOpenChange }: CalendarPopupProps) {
  const popup = useRef<HTMLDivElement>(null);
  const select = (day: string) => {
    changeValue(anchor, day);
    onOpenChange(false);
  };
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          positionMethod="fixed"
          align="start"
          sideOffset={4}
          collisionPadding={8}
          className="z-60 outline-none"
        >
          <Base.Popup
            aria-label={texts.title}
            ref={popup}
            initialFocus={() => popup.current?.querySelector<HTMLElement>("[data-day][tabindex='0']") ?? true}
            finalFocus={() => anchor}
            className="popup-motion rounded-lg border border-edge bg-raised p-3 shadow-popup outline-none"
          >
            <Calendar
              value={anchor.value}
              min={min}
              max={max}
              onSelect={select}
              onClear={anchor.required ? undefined : () => select("")}
            />
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
