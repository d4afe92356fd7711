"use client";

import { type FocusEvent, type RefObject, useEffect, useRef } from "react";

/**
 * Replaces what Sonner does with the focus: it returns it to where it was as soon as it leaves the toasts, so that Tab never
 * gets past them. Here it is returned only if the toast that has it disappears. The props are for an element around the toasts.
 */
export function useToastFocus(ref: RefObject<HTMLElement | null>) {
  const before = useRef<HTMLElement | null>(null);
  const isWithin = useRef(false);
  useEffect(() => {
    if (ref.current === null) return;
    const observer = new MutationObserver(() => {
      if (!isWithin.current || document.activeElement !== document.body) return;
      isWithin.current = false;
      // An action can remove what had the focus.
      const target = before.current?.isConnected ? before.current : document.getElementById("content");
      target?.focus({ preventScroll: true });
    });
    observer.observe(ref.current, { childList: true, subtree: true });
    return () => observer.disconnect();
  }, [ref]);
  const isOutside = (element: Element | null) => ref.current?.contains(element) !== true;
  return {
    onFocusCapture: (event: FocusEvent) => {
      event.stopPropagation();
      isWithin.current = true;
      const { relatedTarget } = event;
      if (relatedTarget instanceof HTMLElement && isOutside(relatedTarget)) before.current = relatedTarget;
    },
    onBlurCapture: (event: FocusEvent) => {
      event.stopPropagation();
      isWithin.current = !isOutside(event.relatedTarget);
    },
  };
}
