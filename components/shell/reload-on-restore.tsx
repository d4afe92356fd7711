"use client";

import { useEffect } from "react";

/** Reloads a page restored from the back/forward cache, because its session may have ended. */
export function ReloadOnRestore() {
  useEffect(() => {
    const reload = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", reload);
    return () => removeEventListener("pageshow", reload);
  }, []);
  return null;
}
