"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { showSuccess, type ToastAction } from "#components/ui/overlay/toast.ts";

/** Manages a page's dialogs. At most one is open at a time. */
export function useDialogs<Open extends { kind: string }>() {
  const router = useRouter();
  const [open, setOpen] = useState<Open | null>(null);
  /** The open dialog for async actions, whose closures hold an earlier state. */
  const latest = useRef<Open | null>(null);
  const opener = useRef<HTMLElement | null>(null);
  /** Always mounted, so it can take the focus when the opener was removed with its row. */
  const anchorRef = useRef<HTMLButtonElement>(null);

  const change = (dialog: Open | null) => {
    latest.current = dialog;
    setOpen(dialog);
  };

  /** Closes the dialog that was open when the action began. A dialog opened since then stays open. */
  const close = () => {
    if (latest.current === open) change(null);
  };

  const show = (dialog: Open, from?: HTMLElement | null) => {
    const focused = document.activeElement;
    // Without a focused element, the body is active. It stays in the page, but can't take the focus back.
    const isElement = focused instanceof HTMLElement && focused !== document.body;
    opener.current = from ?? (isElement ? focused : null);
    change(dialog);
  };

  /** Replaces the open dialog. The focus later returns to the opener of the first one. */
  const showNext = change;

  const findOpen = () => latest.current;

  /** Closes the dialog, shows the message and refreshes the page. */
  const closeWithMessage = (message: string, description?: string, action?: ToastAction) => {
    close();
    showSuccess(message, description, action);
    router.refresh();
  };

  /** Like `closeWithMessage`, when the opener is removed with its row and cannot take the focus back. */
  const closeAfterRemoval = (message: string) => {
    // Without an open dialog, nothing else moves the focus.
    if (latest.current === null) anchorRef.current?.focus();
    else if (latest.current === open) opener.current = anchorRef.current;
    closeWithMessage(message);
  };

  const finalFocus = () => (opener.current?.isConnected ? opener.current : (anchorRef.current ?? true));
  const refresh = () => router.refresh();
  return {
    open,
    findOpen,
    show,
    showNext,
    close,
    closeWithMessage,
    closeAfterRemoval,
    finalFocus,
    anchorRef,
    refresh,
  };
}
