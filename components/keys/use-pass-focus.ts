import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";

type Anchor = RefObject<HTMLElement | null>;

/** What stays when the bulk bar goes: the head's checkbox, which a phone does not show, or else the page's main button. */
export function findRest(anchorRef: Anchor): HTMLElement | null {
  const box = document.querySelector<HTMLElement>("[data-choose-page]");
  return box !== null && box.getClientRects().length > 0 ? box : anchorRef.current;
}

/** Passes the focus on when the element goes while the focus is in it. */
export function usePassFocus(anchorRef: Anchor) {
  const ref = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    const leaving = ref.current;
    return () => {
      if (leaving?.contains(document.activeElement)) findRest(anchorRef)?.focus();
    };
  }, [anchorRef]);
  return ref;
}

/** Catches the focus when the page, read anew after a change, has lost what held it. */
export function useCatchFocus(anchorRef: Anchor, isRefreshing: boolean): void {
  const wasRefreshing = useRef(false);
  useEffect(() => {
    const isLost = document.activeElement === document.body;
    if (wasRefreshing.current && !isRefreshing && isLost) findRest(anchorRef)?.focus();
    wasRefreshing.current = isRefreshing;
  }, [anchorRef, isRefreshing]);
}
