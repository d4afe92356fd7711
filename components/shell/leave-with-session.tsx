"use client";

import { useEffect } from "react";

/** Most tabs have no drafts, and load no code for them. */
async function removeDraftsOfOthers(userId: string): Promise<void> {
  if (sessionStorage.length === 0) return;
  const drafts = await import("#components/keys/form/draft/draft-storage.ts");
  drafts.removeDraftsOfOthers(sessionStorage, userId);
}

/** Written to localStorage for a moment when a tab signs out, which notifies the browser's other tabs. */
export const signedOutMark = "byteengine.signed-out";

/**
 * Keeps the data of one session out of the next. Reloads the page when its session ends: when another tab signs out, and
 * when Back restores the page from memory. Removes what another user, who didn't sign out, left in this tab.
 */
export function LeaveWithSession({ userId }: { userId: string }) {
  useEffect(() => {
    // Without storage there are no drafts.
    removeDraftsOfOthers(userId).catch(() => {});
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
  }, [userId]);
  return null;
}
