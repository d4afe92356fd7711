import { clsx } from "clsx";

export const backdropClasses = "popup-motion fixed inset-0 z-40 bg-overlay";

/** A bottom sheet on phones and a centered card on larger screens. */
export const popupClasses = clsx(
  "popup-motion fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-xl border bg-raised shadow-popup outline-none",
  "sm:inset-x-auto sm:top-[max(2rem,9vh)] sm:bottom-auto sm:left-1/2 sm:max-h-[82vh] sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:rounded-xl",
  "max-sm:data-[ending-style]:translate-y-4 max-sm:data-[starting-style]:translate-y-4",
);

/** Returns the element that gets the focus when a dialog closes: its opener, if that is still mounted. */
export type FinalFocus = () => HTMLElement | boolean;
