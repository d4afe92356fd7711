"use client";

import { cloneElement, type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { loadComponent } from "#components/ui/load-component.ts";

const TooltipPopup = loadComponent(async () => (await import("./tooltip-popup.tsx")).TooltipPopup);

const openAfterMs = 300;
/** Long enough for the pointer to reach the tooltip itself. */
const closeAfterMs = 80;

/** Props that a Tooltip adds to its trigger. */
interface TriggerProps {
  "aria-describedby"?: string;
  onPointerEnter?: (event: React.PointerEvent<HTMLElement>) => void;
  onPointerLeave?: () => void;
  onFocus?: (event: React.FocusEvent<HTMLElement>) => void;
  onBlur?: () => void;
  onKeyDown?: (event: React.KeyboardEvent<HTMLElement>) => void;
}

interface TooltipProps {
  content: ReactNode;
  /** The trigger: a focusable element without its own pointer and focus handlers. */
  children: ReactElement<TriggerProps>;
}

/** Extra information on hover or focus. Must never be the only place for required information. */
export function Tooltip({ content, children }: TooltipProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const setOpenAfter = (next: boolean, afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsOpen(next), afterMs);
  };
  const open = (element: HTMLElement, afterMs: number) => {
    setAnchor(element);
    setOpenAfter(true, afterMs);
  };
  return (
    <>
      {cloneElement(children, {
        ...(isOpen ? { "aria-describedby": id } : {}),
        onPointerEnter: (event) => {
          if (event.pointerType !== "touch") open(event.currentTarget, openAfterMs);
        },
        onPointerLeave: () => setOpenAfter(false, closeAfterMs),
        onFocus: (event) => {
          if (event.currentTarget.matches(":focus-visible")) open(event.currentTarget, 0);
        },
        onBlur: () => setOpenAfter(false, 0),
        onKeyDown: (event) => {
          if (event.key === "Escape") setOpenAfter(false, 0);
        },
      })}
      {anchor === null ? null : (
        <TooltipPopup
          id={id}
          anchor={anchor}
          isOpen={isOpen}
          onOpenChange={(next) => setOpenAfter(next, next ? 0 : closeAfterMs)}
        >
          {content}
        </TooltipPopup>
      )}
    </>
  );
}
