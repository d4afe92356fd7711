"use client";

import { Ellipsis } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { KeyAction } from "#components/keys/key-rules.ts";
import { keyTexts } from "#components/keys/texts.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import { IconButton } from "#components/ui/button/button.tsx";
import { loadWhenIdle } from "#components/ui/load-when-idle.ts";
import { Menu } from "#components/ui/menu/menu.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { KeyMenuItems } from "./key-menu-items.tsx";

export type StartAction = (action: KeyAction, key: KeyDto, opener: HTMLElement | null) => void;

const importItems = () => import("./key-menu-items.tsx");

interface KeyMenuProps {
  keyDto: KeyDto;
  viewer: Viewer;
  onAction: StartAction;
}

/** The menu of a key. Its items load once the page is idle, or on demand. */
export function KeyMenu({ keyDto, viewer, onAction }: KeyMenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const [Items, setItems] = useState<typeof KeyMenuItems>();
  useEffect(() => loadWhenIdle(importItems), []);
  const loadItems = async () => {
    const loaded = await importItems();
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
