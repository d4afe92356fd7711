"use client";

import { Ellipsis } from "lucide-react";
import { useRef, useState } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { Menu } from "#components/ui/menu.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import type { KeyMenuItems } from "./key-menu-items.tsx";
import type { KeyAction } from "./key-rules.ts";
import { keyTexts } from "./texts.ts";
import type { Viewer } from "./view-data.ts";

export type StartAction = (action: KeyAction, key: KeyDto, opener: HTMLElement | null) => void;

interface KeyMenuProps {
  keyDto: KeyDto;
  viewer: Viewer;
  onAction: StartAction;
}

/** The menu of a key. Its items load on demand, because few of the menus on a page are ever opened. */
export function KeyMenu({ keyDto, viewer, onAction }: KeyMenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [Items, setItems] = useState<typeof KeyMenuItems>();
  const loadItems = async () => {
    const loaded = await import("./key-menu-items.tsx");
    setItems(() => loaded.KeyMenuItems);
  };
  return (
    <Menu
      loadItems={loadItems}
      trigger={
        <IconButton ref={trigger} label={keyTexts.actionsFor(keyDto.name)}>
          <Ellipsis />
        </IconButton>
      }
    >
      {Items === undefined ? null : (
        <Items
          keyDto={keyDto}
          viewer={viewer}
          onAction={(action) => onAction(action, keyDto, trigger.current)}
        />
      )}
    </Menu>
  );
}
