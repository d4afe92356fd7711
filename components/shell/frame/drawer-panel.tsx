"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { shellTexts } from "#components/shell/texts.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { backdropClasses } from "#components/ui/overlay/dialog-frame.tsx";

interface DrawerPanelProps {
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  finalFocus: React.RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** The panel that slides in from the side. */
export function DrawerPanel({ isOpen, onOpenChange, finalFocus, children }: DrawerPanelProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup
          finalFocus={finalFocus}
          className="popup-motion fixed inset-y-0 left-0 z-50 flex w-[min(18rem,86vw)] flex-col gap-3 border-r bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] outline-none data-[ending-style]:-translate-x-4 data-[starting-style]:-translate-x-4"
        >
          <div className="flex items-center justify-between pl-2">
            <Base.Title className="font-semibold text-base">{shellTexts.menu}</Base.Title>
            <Base.Close
              render={
                <IconButton label="Close">
                  <X />
                </IconButton>
              }
            />
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
