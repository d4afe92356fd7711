"use client";

import { useState } from "react";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";

/** At most one dialog is open at a time. All are about the page's server. */
export type ServerDialogKind =
  | ("edit" | "delete")
  | ("turnOn" | "turnOff" | "allowKeys" | "disallowKeys")
  | ("setCredential" | "removeCredential");

/** Tracks the open dialog of a server's page. */
export function useServerDialogs() {
  const dialogs = useDialogs<{ kind: ServerDialogKind }>();
  const [wereOpened, setWereOpened] = useState(false);
  if (dialogs.open !== null && !wereOpened) setWereOpened(true);
  return {
    ...dialogs,
    /** Once true, the dialogs stay mounted, so that each can return the focus when it closes. */
    wereOpened,
  };
}

export type ServerDialogsState = ReturnType<typeof useServerDialogs>;
