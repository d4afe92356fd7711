"use client";

import { useEffect } from "react";

/** Written to localStorage for a moment when a tab signs out, which notifies the browser's other tabs. */
export const signedOutMark = "byteengine.signed-out";

/** Leaves the page when its session has ended: when another tab signs out, and when Back restores it from memory. */
export function LeaveWithSession() {
  useEffect(() => {
    const onRestore = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    const onStorage = (event: StorageEvent) => {
      if (event.key !== signedOutMark) return;
      // Removes drafts.
      sessionStorage.clear();
      location.reload();
    };
    addEventListener("pageshow", onRestore);
    addEventListener("storage", onStorage);
    return () => {
      removeEventListener("pageshow", onRestore);
      removeEventListener("storage", onStorage);
    };
  }, []);
  return null;
}
