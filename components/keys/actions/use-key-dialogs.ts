"use client";

import { useState } from "react";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { showError } from "#components/ui/overlay/toast.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { StartAction } from "./key-menu.tsx";
import type { Reveal } from "./reveal-dialog.tsx";

/** At most one dialog is open at a time. */
export type OpenKeyDialog =
  /** `from` is the key whose settings a new key starts with. `environment` is preselected, instead of the view's. */
  | { kind: "create"; from?: KeyDto; environment?: string }
  | { kind: "edit" | "rotate" | "finish" | "delete"; key: KeyDto }
  /**
   * `next` is the dialog that was open when a late secret arrived. It opens again once the secret is stored. `created` is
   * a new key, without its secret.
   */
  | { kind: "reveal"; reveal: Reveal; next: OpenKeyDialog | null; created: KeyDto | null };

/** Tracks the open dialog of the page, and handles the results. */
export function useKeyDialogs() {
  const { show, closeAfterRemoval, ...dialogs } = useDialogs<OpenKeyDialog>();
  const { open, close, findOpen, refresh } = dialogs;
  const [wereOpened, setWereOpened] = useState(false);
  if (open !== null && !wereOpened) setWereOpened(true);

  const closeAfterDeletion = (key: KeyDto) => closeAfterRemoval(keyTexts.deleted(key.name));

  // Loaded on demand, because most visits change no key. That fails without a connection.
  const change = async (action: "enable" | "disable", key: KeyDto) => {
    close();
    const loaded = await import("./change-state.ts").catch(() => undefined);
    if (loaded === undefined) showError(keyTexts.failed);
    else await loaded.stateChanges[action](key, refresh);
  };

  /** A shown secret and an open form must not be replaced. */
  const isProtected = () => {
    const kind = findOpen()?.kind;
    return kind === "reveal" || kind === "create";
  };

  const start: StartAction = (action, key, menuButton) => {
    if (action === "disable" || action === "enable") void change(action, key);
    else if (action === "duplicate") show({ kind: "create", from: key }, menuButton);
    else show({ kind: action, key }, menuButton);
  };

  const startCreating = () => {
    if (!isProtected()) show({ kind: "create" });
  };

  const startCreatingIn = (environment: string) => {
    if (!isProtected()) show({ kind: "create", environment });
  };

  return {
    ...dialogs,
    /** Once true, the dialogs stay mounted, so that each can return the focus when it closes. */
    wereOpened,
    closeAfterDeletion,
    disable: (key: KeyDto) => void change("disable", key),
    start,
    startCreating,
    startCreatingIn,
  };
}

export type KeyDialogsState = ReturnType<typeof useKeyDialogs>;
