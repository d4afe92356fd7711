"use client";

import dynamic from "next/dynamic";
import { cloneElement, type ReactElement, type ReactNode, useState } from "react";

const loadPopup = () => import("./menu-popup.tsx");
const MenuPopup = dynamic(async () => (await loadPopup()).MenuPopup, { ssr: false });

/** What a Menu adds to the button that opens it. */
interface TriggerProps {
  "aria-haspopup"?: "menu";
  "aria-expanded"?: boolean;
  onClick?: (event: React.MouseEvent<HTMLElement>) => void;
  onKeyDown?: (event: React.KeyboardEvent<HTMLElement>) => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
}

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement<TriggerProps>;
  align?: "start" | "end";
  /** Called on the way to it, and awaited before it opens: loads what the items need. */
  loadItems?: () => Promise<void>;
  children: ReactNode;
}

/** What it opens is loaded on the way to it; its items are in menu-items.tsx. */
export function Menu({ trigger, align = "end", loadItems, children }: MenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  // For the nearest error page, as if it had failed while it was drawn.
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
        // On the way to it: then it opens without a wait.
        onPointerEnter: prepare,
        onFocus: prepare,
      })}
      {anchor === null ? null : (
        <MenuPopup anchor={anchor} isOpen={isOpen} onOpenChange={setIsOpen} align={align}>
          {children}
        </MenuPopup>
      )}
    </>
  );
}
