"use client";

import { ChevronsUpDown } from "lucide-react";
import { useState } from "react";
import { shellTexts } from "#components/shell/texts.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import type { AccountMenuItems } from "./account-menu-items.tsx";

interface AccountMenuProps {
  name: string;
  email: string;
  isInstanceOwner: boolean;
}

/** The signed-in person, with links to their account pages. */
export function AccountMenu({ name, email, isInstanceOwner }: AccountMenuProps) {
  const [Items, setItems] = useState<typeof AccountMenuItems>();
  const loadItems = async () => {
    const loaded = await import("./account-menu-items.tsx");
    setItems(() => loaded.AccountMenuItems);
  };
  return (
    <Menu
      align="start"
      loadItems={loadItems}
      trigger={
        <button
          type="button"
          className="flex w-full items-center gap-2.5 rounded-md px-2 py-1 text-left hover:bg-sunken coarse:min-h-11"
        >
          <Avatar name={name} size="large" />
          <span className="min-w-0 flex-1">
            <span className="sr-only">{shellTexts.accountMenu} </span>
            <span dir="auto" title={name} className="block truncate text-left font-medium text-sm">
              {name}
            </span>
            <span className="block truncate text-muted text-xs" title={email}>
              {email}
            </span>
          </span>
          <ChevronsUpDown aria-hidden="true" className="size-4 shrink-0 text-muted" />
        </button>
      }
    >
      {Items === undefined ? null : <Items isInstanceOwner={isInstanceOwner} />}
    </Menu>
  );
}
