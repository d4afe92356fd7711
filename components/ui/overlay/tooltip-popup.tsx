"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactNode } from "react";

interface TooltipPopupProps {
  id: string;
  anchor: HTMLElement;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  children: ReactNode;
}

/** The popup of a Tooltip. */
export function TooltipPopup({ id, anchor, isOpen, onOpenChange, children }: TooltipPopupProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={6} collisionPadding={8} className="z-60">
          <Base.Popup
            id={id}
            role="tooltip"
            onPointerEnter={() => onOpenChange(true)}
            onPointerLeave={() => onOpenChange(false)}
            className="popup-motion max-w-72 rounded-md bg-text px-2 py-1 text-canvas text-xs shadow-popup [overflow-wrap:anywhere]"
          >
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
