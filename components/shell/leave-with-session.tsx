"use client";

import { useEffect } from "react";
import { leaveSignedOut, listenForSignOut } from "#components/auth/signed-out.ts";

interface LeaveWithSessionProps {
  /** Where a tab goes that is signed out by another one. */
  nextPath?: string;
}

/** Keeps no page of a session that is over: when another tab signs out, and when Back restores this one from memory. */
export function LeaveWithSession({ nextPath = "/sign-in" }: LeaveWithSessionProps) {
  useEffect(() => {
    const reload = (event: PageTransitionEvent) => {
      if (event.persisted) location.reload();
    };
    addEventListener("pageshow", reload);
    const stopListening = listenForSignOut(() => leaveSignedOut(nextPath));
    return () => {
      removeEventListener("pageshow", reload);
      stopListening();
    };
  }, [nextPath]);
  return null;
}
