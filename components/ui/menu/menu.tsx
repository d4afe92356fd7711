"use client";

import { cloneElement, type ReactElement, type ReactNode, useEffect, useState } from "react";
import { loadComponent } from "#components/ui/load-component.ts";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";

const loadPopup = () => import("./menu-popup.tsx");
const MenuPopup = loadComponent(async () => (await loadPopup()).MenuPopup);

/** Props that a Menu adds to its trigger. */
interface TriggerProps {
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
  onClick?: (event: React.MouseEvent<HTMLElement>) => void;
  onKeyDown?: (event: React.KeyboardEvent<HTMLElement>) => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}

interface MenuProps {
  /** The button that opens the menu. */
  trigger: ReactElement<TriggerProps>;
  align?: "start" | "end";
  /** For items with a sentence each. */
  isWide?: boolean;
  /** Loads what the items need. Called on hover or focus, and awaited before the menu opens. */
  loadItems?: () => Promise<void>;
  children: ReactNode;
}

/** A button with a menu. The popup is loaded once the page is idle, or on hover or focus. The items are in menu-items.tsx. */
export function Menu({ trigger, align = "end", isWide = false, loadItems, children }: MenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  useEffect(() => loadWhenIdle(loadPopup), []);
  // Thrown during rendering so that the nearest error boundary shows it.
  if (failure !== undefined) throw failure;
  const load = () => Promise.all([loadPopup(), loadItems?.()]);
  const prepare = () => {
    load().catch(() => {});
  };
  const open = async (button: HTMLElement) => {
    try {
      await load();
    } catch (error) {
      return setFailure(error);
    }
    setAnchor(button);
    setIsOpen(true);
  };
  return (
    <>
      {cloneElement(trigger, {
        "aria-haspopup": "menu",
        "aria-expanded": isOpen,
        onClick: (event) => open(event.currentTarget),
        onKeyDown: (event) => {
          if (event.key !== "ArrowDown") return;
          event.preventDefault();
          open(event.currentTarget);
        },
        // Loads the popup early, so that it opens without a delay.
        onPointerEnter: prepare,
        onFocus: prepare,
      })}
      {anchor === null ? null : (
        <MenuPopup anchor={anchor} isOpen={isOpen} onOpenChange={setIsOpen} align={align} isWide={isWide}>
          {children}
        </MenuPopup>
      )}
    </>
  );
}
