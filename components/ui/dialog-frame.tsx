import { clsx } from "clsx";

export const backdropClasses = "popup-motion fixed inset-0 z-40 bg-overlay";

/** A sheet from below on a phone, a card in the middle elsewhere. */
export const popupClasses = clsx(
  "popup-motion fixed inset-x-0 bottom-0 z-50 flex max-h-[92dvh] flex-col rounded-t-xl border bg-raised shadow-popup outline-none",
  "sm:inset-x-auto sm:top-[max(2rem,9vh)] sm:bottom-auto sm:left-1/2 sm:max-h-[82vh] sm:w-[calc(100vw-3rem)] sm:-translate-x-1/2 sm:rounded-xl",
  "max-sm:data-[ending-style]:translate-y-4 max-sm:data-[starting-style]:translate-y-4",
);

export const titleClasses = "font-semibold text-base [overflow-wrap:anywhere]";

export const descriptionClasses = "mt-1 text-muted text-sm [overflow-wrap:anywhere]";

/** Closes the dialog when Esc or a click outside asks for it; without `onClose` nothing does but what stands in it. */
export function handleOpenChange(onClose: (() => void) | undefined) {
  return (isOpen: boolean, details: { cancel: () => void }): void => {
    if (isOpen) return;
    if (onClose === undefined) details.cancel();
    else onClose();
  };
}

/** Where to put the focus when a dialog closes: on what opened it, if that is still there. */
export type FinalFocus = () => HTMLElement | boolean;
