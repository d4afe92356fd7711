"use client";

import { Toaster as SonnerToaster } from "sonner";

/** Where short messages appear; announced politely to assistive technology. */
export function Toaster() {
  return (
    <SonnerToaster
      position="bottom-right"
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
