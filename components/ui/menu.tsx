"use client";

import { Menu as Base } from "@base-ui/react/menu";
import type { ReactElement, ReactNode } from "react";
import { mergeClasses } from "./classes.ts";

interface MenuProps {
  /** The button that opens it. */
  trigger: ReactElement;
  align?: "start" | "end";
  children: ReactNode;
}

export function Menu({ trigger, align = "end", children }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner align={align} sideOffset={4} collisionPadding={8} className="z-50 outline-none">
          <Base.Popup className="popup-motion max-h-(--available-height) min-w-48 max-w-72 overflow-y-auto rounded-lg border bg-raised p-1 shadow-popup outline-none">
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
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
  return (
    <Base.Item
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
    </Base.Item>
  );
}

interface MenuLinkProps {
  href: string;
  icon?: ReactNode;
  children: ReactNode;
}

export function MenuLink({ href, icon, children }: MenuLinkProps) {
  return (
    <Base.LinkItem href={href} closeOnClick className={itemClasses}>
      {icon}
      <span className="min-w-0 [overflow-wrap:anywhere]">{children}</span>
    </Base.LinkItem>
  );
}

export function MenuSeparator() {
  return <Base.Separator className="-mx-1 my-1 h-px bg-line" />;
}
