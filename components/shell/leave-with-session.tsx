"use client";

import { useEffect } from "react";

/** Written to this browser's storage for a moment when a tab signs out: its other tabs hear of that. */
export const signedOutMark = "byteengine.signed-out";

/** Keeps no page of a session that is over: when another tab signs out, and when Back restores this one from memory. */
export function LeaveWithSession() {
  useEffect(() => {
    const onRestore = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    const onStorage = (event: StorageEvent) => {
      if (event.key !== signedOutMark) return;
      // Drafts.
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
