"use client";

import { Copy, Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { copyText } from "#components/ui/button/copy-text.ts";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem, MenuSeparator } from "#components/ui/menu/menu-items.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { resourceTexts as texts } from "./texts.ts";

interface ResourceMenuProps {
  item: { id: string; name: string };
  canWrite: boolean;
  onStart: (kind: "edit" | "delete", opener: HTMLElement | null) => void;
  /** More actions of this type of resource. */
  children?: ReactNode;
}

async function copyId(id: string): Promise<void> {
  if (await copyText(id, document.body)) showSuccess(texts.idCopied, id);
  else showError(texts.copyFailed, id);
}

/** The actions for a resource. Unavailable ones stay visible with the reason. */
export function ResourceMenu({ item, canWrite, onStart, children }: ResourceMenuProps) {
  const trigger = useRef<HTMLButtonElement>(null);
  const disabledReason = canWrite ? undefined : texts.readOnly;
  return (
    <Menu
      trigger={
        <IconButton ref={trigger} label={texts.actionsFor(item.name)}>
          <Ellipsis />
        </IconButton>
      }
    >
      <MenuItem icon={<Copy aria-hidden="true" />} onSelect={() => copyId(item.id)}>
        {texts.copyId}
      </MenuItem>
      {children}
      <MenuItem
        icon={<Pencil aria-hidden="true" />}
        disabledReason={disabledReason}
        onSelect={() => onStart("edit", trigger.current)}
      >
        {texts.edit}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden="true" />}
        isDangerous
        disabledReason={disabledReason}
        onSelect={() => onStart("delete", trigger.current)}
      >
        {texts.delete}
      </MenuItem>
    </Menu>
  );
}
