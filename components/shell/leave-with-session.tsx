"use client";

import { useEffect } from "react";
import { leaveSignedOut, listenForSignOut } from "#components/auth/signed-out.ts";

/** Keeps no page of a session that is over: when another tab signs out, and when Back restores this one from memory. */
export function LeaveWithSession() {
  useEffect(() => {
    const reload = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", reload);
    const stopListening = listenForSignOut(() => leaveSignedOut("/sign-in"));
    return () => {
      removeEventListener("pageshow", reload);
      stopListening();
    };
  }, []);
  return null;
}
