"use client";

import { clsx } from "clsx";
import type { ReactNode } from "react";
import { useMenuParts } from "./menu-parts.ts";

const itemClasses =
  "flex w-full select-none items-center gap-2.5 rounded-md px-2 py-1.5 text-left text-sm outline-none data-[highlighted]:bg-sunken coarse:min-h-11 [&_svg]:size-4 [&_svg]:shrink-0";

interface MenuItemProps {
  icon?: ReactNode;
  onSelect: () => void;
  isDangerous?: boolean;
  /** Why the item is disabled, shown in the item. Undefined if it is enabled. */
  disabledReason?: string | undefined;
  children: ReactNode;
}

export function MenuItem({ icon, onSelect, isDangerous = false, disabledReason, children }: MenuItemProps) {
  const { Item } = useMenuParts();
  return (
    <Item
      disabled={disabledReason !== undefined}
      onClick={onSelect}
      title={disabledReason}
      className={clsx(
        itemClasses,
        isDangerous ? "text-bad" : "[&_svg]:text-muted",
        "data-[disabled]:cursor-not-allowed data-[disabled]:text-muted [&[data-disabled]_svg]:text-muted",
      )}
    >
      {icon}
      <span className="min-w-0">
        <span className="block [overflow-wrap:anywhere]">{children}</span>
        {disabledReason === undefined ? null : <span className="block text-xs">{disabledReason}</span>}
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
