"use client";

import { useSyncExternalStore } from "react";
import { Toaster as SonnerToaster } from "sonner";

const smallScreen = "(max-width: 639px)";

function watchScreen(listener: () => void): () => void {
  const query = matchMedia(smallScreen);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function isScreenSmall(): boolean {
  return matchMedia(smallScreen).matches;
}

/** Out of the way of a sheet's buttons. Where short messages appear; announced politely to assistive technology. */
export function Toaster() {
  const isSmall = useSyncExternalStore(watchScreen, isScreenSmall, () => false);
  return (
    <SonnerToaster
      position={isSmall ? "top-center" : "bottom-right"}
      closeButton
      toastOptions={{
        unstyled: true,
        classNames: {
          toast:
            "flex w-full items-start gap-2.5 rounded-lg border bg-raised p-3.5 pr-9 text-sm text-text shadow-popup",
          title: "font-medium",
          description: "text-muted [overflow-wrap:anywhere]",
          icon: "mt-0.5 shrink-0",
          success: "[&_[data-icon]]:text-good",
          error: "[&_[data-icon]]:text-bad",
          closeButton:
            "absolute top-2 right-2 grid size-7 place-items-center rounded text-muted hover:bg-sunken hover:text-text coarse:size-11",
        },
      }}
    />
  );
}
