"use client";

import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import { tellFailure } from "#components/ui/toast.ts";
import type { CreatedKey } from "../key-form/create-key-dialog.tsx";
import { keyActionTexts } from "./action-texts.ts";
import type { KeyDialogsState } from "./use-key-dialogs.ts";

const texts = keyActionTexts.reveal;

/** Showing a secret when the call that made it is answered, whatever is open by then, and what ends that. */
export function useReveal({ open, findOpen, showNext, close, refresh }: KeyDialogsState) {
  const isPageGone = useRef(false);
  useEffect(() => {
    isPageGone.current = false;
    return () => {
      isPageGone.current = true;
    };
  }, []);

  const reveal = ({ name, secret }: CreatedKey, title: string) => {
    if (isPageGone.current || secret === null) tellFailure(texts.lost(name));
    if (isPageGone.current) return;
    refresh();
    if (secret === null) return close();
    const present = findOpen();
    const next = present === open ? null : present;
    showNext({ kind: "reveal", reveal: { title, keyName: name, secret }, next });
  };

  const keepStored = () => showNext(open?.kind === "reveal" ? open.next : null);

  /** In step with the browser, which freezes the page right after. */
  const wipe = () => {
    flushSync(close);
    tellFailure(texts.wiped);
  };

  return { reveal, keepStored, wipe, tellWiped: () => tellFailure(texts.wiped) };
}
