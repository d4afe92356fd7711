"use client";

import { useEffect, useRef, useSyncExternalStore } from "react";
import { Toaster as SonnerToaster, toast } from "sonner";
import { listenForToasts, takeToasts } from "./toast.ts";
import { useToastFocus } from "./use-toast-focus.ts";

const actionDurationMs = 15_000;

/** Where toasts in the corner would cover the bar for selected keys. */
const smallScreen = "(max-width: 1439px)";

function watchScreen(listener: () => void): () => void {
  const query = matchMedia(smallScreen);
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

function isScreenSmall(): boolean {
  return matchMedia(smallScreen).matches;
}

function showWaiting(): void {
  for (const { kind, title, description, action } of takeToasts()) {
    if (kind === "success") {
      toast.success(title, {
        description,
        ...(action === undefined ? {} : { action: { label: action.label, onClick: action.run } }),
        // Time to read, and to reach the action with the keyboard.
        ...(action === undefined ? {} : { duration: actionDurationMs }),
      });
    } else toast.error(title, { description, duration: Number.POSITIVE_INFINITY });
  }
}

/** Shows toasts away from a sheet's buttons and announces them politely to assistive technology. */
export function ToastList() {
  const isSmall = useSyncExternalStore(watchScreen, isScreenSmall, () => false);
  const ref = useRef<HTMLDivElement>(null);
  const focus = useToastFocus(ref);
  useEffect(() => {
    showWaiting();
    return listenForToasts(showWaiting);
  }, []);
  return (
    <div ref={ref} className="contents" {...focus}>
      <SonnerToaster
        position={isSmall ? "top-center" : "bottom-right"}
        style={{ fontFamily: "inherit" }}
        closeButton
        // Expanded, so that a failure stays readable when another toast arrives.
        expand
        toastOptions={{
          unstyled: true,
          classNames: {
            toast:
              "flex w-full items-start gap-2.5 rounded-lg border bg-raised p-3.5 pr-9 coarse:pr-14 text-sm text-text shadow-popup",
            title: "font-medium",
            description: "text-muted [overflow-wrap:anywhere]",
            actionButton: "button button-secondary ml-auto shrink-0 coarse:h-11",
            icon: "mt-0.5 shrink-0",
            success: "[&_[data-icon]]:text-good",
            error: "[&_[data-icon]]:text-bad",
            closeButton:
              "absolute top-2 right-2 grid size-7 place-items-center rounded text-muted hover:bg-sunken hover:text-text coarse:size-11",
          },
        }}
      />
    </div>
  );
}
