"use client";

import { useEffect } from "react";
import { removeDraftsOfOthers } from "#components/keys/form/draft/draft-storage.ts";

/** Written to localStorage for a moment when a tab signs out, which notifies the browser's other tabs. */
export const signedOutMark = "byteengine.signed-out";

/**
 * Keeps the data of one session out of the next. Reloads the page when its session ends: when another tab signs out, and
 * when Back restores the page from memory. Removes what another user, who didn't sign out, left in this tab.
 */
export function LeaveWithSession({ userId }: { userId: string }) {
  useEffect(() => {
    try {
      removeDraftsOfOthers(sessionStorage, userId);
    } catch {
      // Storage is disabled, so there are no drafts.
    }
  }, [userId]);
  useEffect(() => {
    const onPageShow = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    const onStorage = (event: StorageEvent) => {
      if (event.key !== signedOutMark) return;
      // Removes drafts.
      sessionStorage.clear();
      location.reload();
    };
    addEventListener("pageshow", onPageShow);
    addEventListener("storage", onStorage);
    return () => {
      removeEventListener("pageshow", onPageShow);
      removeEventListener("storage", onStorage);
    };
  }, []);
  return null;
}
