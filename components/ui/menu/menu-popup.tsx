"use client";

import { Menu as Base } from "@base-ui/react/menu";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import { MenuPartsContext } from "./menu-parts.ts";

const parts = {
  CheckboxItem: Base.CheckboxItem,
  CheckboxItemIndicator: Base.CheckboxItemIndicator,
  Group: Base.Group,
  GroupLabel: Base.GroupLabel,
  Item: Base.Item,
  LinkItem: Base.LinkItem,
  Separator: Base.Separator,
};

interface MenuPopupProps {
  /** The button that opened the menu. */
  anchor: HTMLElement;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  align: "start" | "end";
  /** For items with a sentence each. */
  isWide: boolean;
  children: ReactNode;
}

/** The popup of a Menu. */
export function MenuPopup({ anchor, isOpen, onOpenChange, align, isWide, children }: MenuPopupProps) {
  return (
    <Base.Root open={isOpen} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Positioner
          anchor={anchor}
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="z-50 outline-none"
        >
          <Base.Popup
            finalFocus={() => anchor}
            aria-labelledby={anchor.id || undefined}
            className={clsx(
              "popup-motion max-h-(--available-height) overflow-y-auto rounded-lg border border-edge bg-raised p-1 shadow-popup outline-none",
              isWide ? "w-88 max-w-[calc(100vw-1rem)]" : "min-w-48 max-w-72",
            )}
          >
            <MenuPartsContext value={parts}>{children}</MenuPartsContext>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
