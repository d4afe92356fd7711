"use client";

import { useEffect } from "react";

/** A page brought back by Back may be of a session that is over, so it asks the server again. */
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
