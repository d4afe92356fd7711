"use client";

import dynamic from "next/dynamic";
import { cloneElement, type ReactElement, type ReactNode, useState } from "react";
import { mergeClasses } from "./classes.ts";
import { useMenuParts } from "./menu-parts.ts";

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
  children: ReactNode;
}

export function Menu({ trigger, align = "end", children }: MenuProps) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const [isOpen, setIsOpen] = useState(false);
  const open = (button: HTMLElement) => {
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
        onPointerEnter: loadPopup,
        onFocus: loadPopup,
      })}
      {anchor === null ? null : (
        <MenuPopup anchor={anchor} isOpen={isOpen} onOpenChange={setIsOpen} align={align}>
          {children}
        </MenuPopup>
      )}
    </>
  );
}

const itemClasses =
  "flex w-full select-none items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-sm outline-none data-[highlighted]:bg-sunken coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

interface MenuItemProps {
  icon?: ReactNode;
  onSelect: () => void;
  isDangerous?: boolean;
  /** Why it cannot be chosen now; shown in the item. Undefined: it can. */
  refusal?: string | undefined;
  children: ReactNode;
}

export function MenuItem({ icon, onSelect, isDangerous = false, refusal, children }: MenuItemProps) {
  const { Item } = useMenuParts();
  return (
    <Item
      disabled={refusal !== undefined}
      onClick={onSelect}
      title={refusal}
      className={mergeClasses(
        itemClasses,
        isDangerous && "text-bad [&_svg]:text-bad",
        "data-[disabled]:cursor-not-allowed data-[disabled]:text-muted [&[data-disabled]_svg]:text-muted",
      )}
    >
      {icon}
      <span className="min-w-0">
        <span className="block [overflow-wrap:anywhere]">{children}</span>
        {refusal === undefined ? null : <span className="block text-xs">{refusal}</span>}
      </span>
    </Item>
  );
}

interface MenuLinkProps {
  href: string;
  icon?: ReactNode;
  children: ReactNode;
}

export function MenuLink({ href, icon, children }: MenuLinkProps) {
  const { LinkItem } = useMenuParts();
  return (
    <LinkItem href={href} closeOnClick className={itemClasses}>
      {icon}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </LinkItem>
  );
}

export function MenuSeparator() {
  const { Separator } = useMenuParts();
  return <Separator className="-mx-1 my-1 h-px bg-line" />;
}
