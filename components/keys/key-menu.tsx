"use client";

import { Ban, CheckCheck, CirclePlay, Copy, Ellipsis, Pencil, RefreshCw, Trash2 } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "#components/ui/button.tsx";
import { copyText } from "#components/ui/copy-text.ts";
import { Menu, MenuItem, MenuSeparator } from "#components/ui/menu.tsx";
import { tellFailure, tellSuccess } from "#components/ui/toast.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { findRefusal, type KeyAction } from "./key-rules.ts";
import { keyTexts } from "./texts.ts";
import type { Viewer } from "./view-data.ts";

const texts = keyTexts.menu;

export type StartAction = (action: KeyAction, key: KeyDto, opener: HTMLElement | null) => void;

interface KeyMenuProps {
  keyDto: KeyDto;
  viewer: Viewer;
  onAction: StartAction;
}

async function copyId(id: string): Promise<void> {
  if (await copyText(id, document.body)) tellSuccess(keyTexts.idCopied, id);
  else tellFailure(keyTexts.copyFailed, id);
}

/** What can be done with a key. What this person cannot do stays in sight, with the reason. */
export function KeyMenu({ keyDto, viewer, onAction }: KeyMenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const item = (action: KeyAction, icon: ReactNode, isDangerous = false) => (
    <MenuItem
      icon={icon}
      isDangerous={isDangerous}
      refusal={findRefusal(viewer, keyDto, action)}
      onSelect={() => onAction(action, keyDto, trigger.current)}
    >
      {texts[action]}
    </MenuItem>
  );
  return (
    <Menu
      trigger={
        <IconButton ref={trigger} label={texts.open(keyDto.name)}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={<Copy aria-hidden="true" />} onSelect={() => copyId(keyDto.id)}>
        {texts.copyId}
      </MenuItem>
      {item("edit", <Pencil aria-hidden="true" />)}
      {item("rotate", <RefreshCw aria-hidden="true" />)}
      {keyDto.status === "rotating" ? item("finish", <CheckCheck aria-hidden="true" />) : null}
      {keyDto.status === "disabled"
        ? item("enable", <CirclePlay aria-hidden="true" />)
        : item("disable", <Ban aria-hidden="true" />)}
      <MenuSeparator />
      {item("delete", <Trash2 aria-hidden="true" />, true)}
    </Menu>
  );
}
