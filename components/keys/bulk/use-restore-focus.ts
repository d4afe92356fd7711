import { type RefObject, useEffect, useRef } from "react";

type Anchor = RefObject<HTMLElement | null>;

/**
 * Where the focus goes when the bulk bar disappears: the checkbox in the table header if visible, or the page's main
 * button.
 */
export function findFallbackFocus(anchorRef: Anchor): HTMLElement | null {
  const box = document.querySelector<HTMLElement>("[data-select-page]");
  return box !== null && box.getClientRects().length > 0 ? box : anchorRef.current;
}

/** Restores the focus if a refresh of the page removed the focused element. */
export function useRestoreFocus(anchorRef: Anchor, isRefreshing: boolean): void {
  const wasRefreshing = useRef(false);
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (wasRefreshing.current && !isRefreshing && isLost) findFallbackFocus(anchorRef)?.focus();
    wasRefreshing.current = isRefreshing;
  }, [anchorRef, isRefreshing]);
}
