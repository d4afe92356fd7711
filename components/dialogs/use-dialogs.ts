"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { tellSuccess } from "#components/ui/toast.ts";

/** Which dialog of a page is open, and what follows from it. At most one is open at a time. */
export function useDialogs<Open extends { kind: string }>() {
  const router = useRouter();
  const [open, setOpen] = useState<Open | null>(null);
  /** What is open by now, for what was started while something else was. */
  const latest = useRef<Open | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  /** Always there, so the focus may go to it when the opener is gone with its row. */
  const anchorRef = useRef<HTMLButtonElement>(null);

  const put = (dialog: Open | null) => {
    latest.current = dialog;
    setOpen(dialog);
  };

  /** Closes the dialog that was open when the action began; one that was opened since stays. */
  const close = () => {
    if (latest.current === open) put(null);
  };

  const show = (dialog: Open, from?: HTMLElement | null) => {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    opener.current = from ?? focused;
    put(dialog);
  };

  /** One dialog follows another: the focus returns at last to what opened the first. */
  const showNext = put;

  const findOpen = () => latest.current;

  /** Something changed: close, say so, and read the page anew. */
  const conclude = (message: string) => {
    close();
    tellSuccess(message);
    router.refresh();
  };

  /** The opener's row goes away with what it showed, and the focus cannot stay there. */
  const concludeRemoval = (message: string) => {
    // Where no dialog is open, none gives the focus back.
    if (latest.current === null) anchorRef.current?.focus();
    else if (latest.current === open) opener.current = anchorRef.current;
    conclude(message);
  };

  const finalFocus = () => (opener.current?.isConnected ? opener.current : (anchorRef.current ?? true));
  const refresh = () => router.refresh();
  return { open, findOpen, show, showNext, close, conclude, concludeRemoval, finalFocus, anchorRef, refresh };
}
