"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { tellSuccess } from "#components/ui/toast.ts";
import { resourceTexts } from "./texts.ts";

/** At most one dialog is open at a time. */
type Open<Item> = { kind: "create" } | { kind: "edit" | "delete"; item: Item };

/** Which dialog of a page is open, and what follows from each. */
export function useResourceDialogs<Item extends { name: string }>() {
  const router = useRouter();
  const [open, setOpen] = useState<Open<Item> | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  /** Always there, so the focus may go to it when the opener is gone with its row. */
  const addRef = useRef<HTMLButtonElement>(null);

  const close = () => setOpen(null);

  /** Something changed: close, say so, and read the page anew. */
  const conclude = (message: string) => {
    close();
    tellSuccess(message);
    router.refresh();
  };

  const concludeDeletion = (item: Item) => {
    opener.current = addRef.current;
    conclude(resourceTexts.deleted(item.name));
  };

  const start = (kind: "edit" | "delete", item: Item, menuButton: HTMLElement | null) => {
    opener.current = menuButton;
    setOpen({ kind, item });
  };

  const startCreating = () => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpen({ kind: "create" });
  };

  const itemOf = (kind: "edit" | "delete") => (open?.kind === kind ? open.item : null);
  const finalFocus = () => (opener.current?.isConnected ? opener.current : (addRef.current ?? true));
  return {
    isCreating: open?.kind === "create",
    edited: itemOf("edit"),
    deleted: itemOf("delete"),
    close,
    conclude,
    concludeDeletion,
    start,
    startCreating,
    finalFocus,
    addRef,
  };
}
