"use client";

import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";
import type { CreatedApp } from "#components/apps/app-client.ts";
import { showError } from "#components/ui/overlay/toast.ts";
import { appActionTexts } from "./texts.ts";
import type { AppDialogsState } from "./use-app-dialogs.ts";

const texts = appActionTexts.reveal;

/** Shows a new secret when its response arrives, and hides it again. */
export function useAppReveal({ showNext, close, refresh }: AppDialogsState) {
  const isUnmounted = useRef(false);
  useEffect(() => {
    isUnmounted.current = false;
    return () => {
      isUnmounted.current = true;
    };
  }, []);

  const reveal = ({ secret, secretShown: _, ...app }: CreatedApp) => {
    if (isUnmounted.current || secret === null) showError(texts.lost(app.name));
    if (isUnmounted.current) return;
    refresh();
    if (secret === null) close();
    else showNext({ kind: "reveal", shown: { app, secret } });
  };

  /** Synchronous, because the browser freezes the page right after. */
  const wipe = () => {
    flushSync(close);
    showError(texts.wiped);
  };

  return { reveal, wipe, showWiped: () => showError(texts.wiped) };
}
