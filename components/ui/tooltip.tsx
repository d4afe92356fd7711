"use client";

import { Tooltip as Base } from "@base-ui/react/tooltip";
import type { ReactElement, ReactNode } from "react";

export function TooltipProvider({ children }: { children: ReactNode }) {
  return (
    <Base.Provider delay={300} closeDelay={0}>
      {children}
    </Base.Provider>
  );
}

interface TooltipProps {
  content: ReactNode;
  /** What it belongs to: something that can be focused. */
  children: ReactElement;
}

/** More about an element while it is hovered or focused. Never the only place of something one needs. */
export function Tooltip({ content, children }: TooltipProps) {
  return (
    <Base.Root>
      <Base.Trigger render={children} />
      <Base.Portal>
        <Base.Positioner sideOffset={6} collisionPadding={8} className="z-60">
          <Base.Popup className="popup-motion max-w-72 rounded-md bg-text px-2 py-1 text-canvas text-xs shadow-popup [overflow-wrap:anywhere]">
            {content}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
