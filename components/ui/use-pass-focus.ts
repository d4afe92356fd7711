"use client";

import { useLayoutEffect, useRef } from "react";

/**
 * Moves the focus when the element is removed while it contains the focus: to what `findNext` returns, or else to the
 * page's content, to which the page doesn't scroll. `findNext` must stay the same function.
 */
export function usePassFocus<E extends HTMLElement>(
  findNext?: (leaving: E) => HTMLElement | null | undefined,
) {
  const ref = useRef<E>(null);
  useLayoutEffect(() => {
    const leaving = ref.current;
    return () => {
      if (!leaving?.contains(document.activeElement)) return;
      const next = findNext?.(leaving);
      if (next == null) document.getElementById("content")?.focus({ preventScroll: true });
      else next.focus();
    };
  }, [findNext]);
  return ref;
}
