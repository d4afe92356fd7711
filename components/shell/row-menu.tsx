"use client";

import { Ellipsis, Pencil, Trash2 } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem, MenuSeparator } from "#components/ui/menu/menu-items.tsx";

type OpenDialog = (opener: HTMLElement | null) => void;

interface RowMenuProps {
  /** The accessible name, such as "Actions for Billing". */
  label: string;
  editLabel: string;
  removeLabel: string;
  /** Why the row can't be changed. Undefined if it can. */
  disabledReason: string | undefined;
  onEdit: OpenDialog;
  onRemove: OpenDialog;
  /** More actions, shown first. Those that open a dialog return the focus to the opener. */
  children?: ReactNode | ((getOpener: () => HTMLElement | null) => ReactNode);
}

/** The menu of a table row. Unavailable actions stay visible with the reason. */
export function RowMenu(props: RowMenuProps) {
  const { label, editLabel, removeLabel, disabledReason, onEdit, onRemove, children } = props;
  const trigger = useRef<HTMLButtonElement>(null);
  return (
    <Menu
      trigger={
        <IconButton ref={trigger} label={label}>
          <Ellipsis />
        </IconButton>
      }
    >
      {typeof children === "function" ? children(() => trigger.current) : children}
      <MenuItem
        icon={<Pencil aria-hidden="true" />}
        disabledReason={disabledReason}
        onSelect={() => onEdit(trigger.current)}
      >
        {editLabel}
      </MenuItem>
      <MenuSeparator />
      <MenuItem
        icon={<Trash2 aria-hidden="true" />}
        isDangerous
        disabledReason={disabledReason}
        onSelect={() => onRemove(trigger.current)}
      >
        {removeLabel}
      </MenuItem>
    </Menu>
  );
}
