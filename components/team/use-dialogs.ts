"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { tellSuccess } from "#components/ui/toast.ts";

/** Which dialog of a settings page is open, and what follows from it. At most one is open at a time. */
export function useDialogs<Open extends { kind: string }>() {
  const router = useRouter();
  const [open, setOpen] = useState<Open | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  /** Always there, so the focus may go to it when the opener is gone with its row. */
  const anchorRef = useRef<HTMLButtonElement>(null);

  const close = () => setOpen(null);

  const show = (dialog: Open, from?: HTMLElement | null) => {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    opener.current = from ?? focused;
    setOpen(dialog);
  };

  /** Something changed: close, say so, and read the page anew. */
  const conclude = (message: string) => {
    close();
    tellSuccess(message);
    router.refresh();
  };

  const finalFocus = () => (opener.current?.isConnected ? opener.current : (anchorRef.current ?? true));
  return { open, show, close, conclude, finalFocus, anchorRef, refresh: () => router.refresh() };
}
