"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { Menu as MenuIcon, X } from "lucide-react";
import { usePathname } from "next/navigation";
import { type ReactNode, useEffect, useState } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { backdropClasses } from "#components/ui/dialog-frame.tsx";
import { shellTexts } from "./texts.ts";

/** The sidebar on a small screen; going somewhere closes it. */
export function Drawer({ children }: { children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const path = usePathname();
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new path is what closes it.
  useEffect(() => setIsOpen(false), [path]);
  return (
    <Base.Root open={isOpen} onOpenChange={setIsOpen}>
      <Base.Trigger
        render={
          <IconButton label={shellTexts.openMenu}>
            <MenuIcon />
          </IconButton>
        }
      />
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup className="popup-motion fixed inset-y-0 left-0 z-50 flex w-[min(18rem,86vw)] flex-col gap-3 border-r bg-surface p-3 pb-[max(0.75rem,env(safe-area-inset-bottom))] outline-none data-[ending-style]:-translate-x-4 data-[starting-style]:-translate-x-4">
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
