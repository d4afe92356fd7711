"use client";

import { Ban, CheckCheck, CirclePlay, Copy, CopyPlus, Pencil, RefreshCw, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { findUnavailableReason, type KeyAction } from "#components/keys/key-rules.ts";
import { keyMenuTexts } from "#components/keys/menu-texts.ts";
import type { Viewer } from "#components/keys/view-data.ts";
import { copyText } from "#components/ui/button/copy-text.ts";
import { MenuItem, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

const texts = keyMenuTexts;

interface KeyMenuItemsProps {
  keyDto: KeyDto;
  viewer: Viewer;
  onAction: (action: KeyAction) => void;
}

async function copyId(id: string): Promise<void> {
  if (await copyText(id, document.body)) showSuccess(texts.idCopied, id);
  else showError(texts.copyFailed, id);
}

/** The actions for a key. Unavailable ones stay visible with the reason. */
export function KeyMenuItems({ keyDto, viewer, onAction }: KeyMenuItemsProps) {
  const item = (action: KeyAction, icon: ReactNode, isDangerous = false) => (
    <MenuItem
      icon={icon}
      isDangerous={isDangerous}
      disabledReason={findUnavailableReason(viewer, keyDto, action)}
      onSelect={() => onAction(action)}
    >
      {texts[action]}
    </MenuItem>
  );
  return (
    <>
      <MenuItem icon={<Copy aria-hidden="true" />} onSelect={() => copyId(keyDto.id)}>
        {texts.copyId}
      </MenuItem>
      {item("edit", <Pencil aria-hidden="true" />)}
      {item("duplicate", <CopyPlus aria-hidden="true" />)}
      {item("rotate", <RefreshCw aria-hidden="true" />)}
      {keyDto.status === "rotating" ? item("finish", <CheckCheck aria-hidden="true" />) : null}
      {keyDto.status === "disabled"
        ? item("enable", <CirclePlay aria-hidden="true" />)
        : item("disable", <Ban aria-hidden="true" />)}
      <MenuSeparator />
      {item("delete", <Trash2 aria-hidden="true" />, true)}
    </>
  );
}
