"use client";

import type { ReactNode } from "react";
import { Dialog, type DialogProps } from "#components/ui/overlay/dialog.tsx";
import { useLast } from "#components/ui/use-last.ts";

interface ItemDialogProps<Item> extends Omit<DialogProps, "isOpen" | "title" | "description" | "children"> {
  /** Null closes the dialog. */
  item: Item | null;
  title: (item: Item) => string;
  description?: (item: Item) => string;
  /** Mounted only while the dialog is open, so that closing it discards the input. */
  children: (item: Item) => ReactNode;
}

/** A dialog about one item. It keeps showing the item while it fades out. */
export function ItemDialog<Item>(props: ItemDialogProps<Item>) {
  const { item, title, description, children, ...dialog } = props;
  const shown = useLast(item);
  return (
    <Dialog
      {...dialog}
      isOpen={item !== null}
      title={shown === null ? "" : title(shown)}
      description={shown === null ? undefined : description?.(shown)}
    >
      {shown === null ? null : children(shown)}
    </Dialog>
  );
}
