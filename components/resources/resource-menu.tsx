"use client";

import { Copy } from "lucide-react";
import type { ReactNode } from "react";
import { copyText } from "#components/ui/button/copy-text.ts";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import { RowMenu } from "../shell/row-menu.tsx";
import { resourceTexts as texts } from "./texts.ts";

interface ResourceMenuProps {
  item: { id: string; name: string };
  /** Why the viewer can't change the resource. Undefined if they can. */
  disabledReason: string | undefined;
  onStart: (kind: "edit" | "delete", opener: HTMLElement | null) => void;
  /** More actions of this type of resource. */
  children?: ReactNode;
}

async function copyId(id: string): Promise<void> {
  if (await copyText(id, document.body)) showSuccess(texts.idCopied, id);
  else showError(texts.copyFailed, id);
}

export function ResourceMenu({ item, disabledReason, onStart, children }: ResourceMenuProps) {
  return (
    <RowMenu
      label={texts.actionsFor(item.name)}
      editLabel={texts.edit}
      removeLabel={texts.delete}
      disabledReason={disabledReason}
      onEdit={(opener) => onStart("edit", opener)}
      onRemove={(opener) => onStart("delete", opener)}
    >
      <MenuItem icon={<Copy aria-hidden="true" />} onSelect={() => copyId(item.id)}>
        {texts.copyId}
      </MenuItem>
      {children}
    </RowMenu>
  );
}
