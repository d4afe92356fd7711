"use client";

import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import type { CreatedKey } from "#components/keys/form/create-key-dialog.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import type { KeyDialogsState } from "./use-key-dialogs.ts";

const texts = keyActionTexts.reveal;

/** Shows a new secret when its response arrives, whatever dialog is open by then, and hides it again. */
export function useReveal({ open, findOpen, showNext, close, refresh }: KeyDialogsState) {
  const isUnmounted = useRef(false);
  useEffect(() => {
    isUnmounted.current = false;
    return () => {
      isUnmounted.current = true;
    };
  }, []);

  const reveal = ({ secret, ...key }: CreatedKey, title: string, isNew = false) => {
    const { name } = key;
    if (isUnmounted.current || secret === null) showError(texts.lost(name));
    if (isUnmounted.current) return;
    refresh();
    if (secret === null) return close();
    const current = findOpen();
    const next = current === open ? null : current;
    showNext({ kind: "reveal", reveal: { title, keyName: name, secret }, next, created: isNew ? key : null });
  };

  const confirmStored = () => showNext(open?.kind === "reveal" ? open.next : null);

  /** Synchronous, because the browser freezes the page right after. */
  const wipe = () => {
    flushSync(close);
    showError(texts.wiped);
  };

  return { reveal, confirmStored, wipe, showWiped: () => showError(texts.wiped) };
}
