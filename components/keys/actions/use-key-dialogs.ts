"use client";

import { useState } from "react";
import { describeFailure } from "#components/api-failure.ts";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import type { KeyResult } from "#components/keys/key-client.ts";
import { isOutdated } from "#components/keys/key-dialog.ts";
import { keyTexts } from "#components/keys/texts.ts";
import { showError, showSuccess } from "#components/ui/overlay/toast.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { StartAction } from "./key-menu.tsx";
import type { Reveal } from "./reveal-dialog.tsx";

/** At most one dialog is open at a time. */
export type OpenKeyDialog =
  /** `from` is the key whose settings a new key starts with. */
  | { kind: "create"; from?: KeyDto }
  | { kind: "edit" | "rotate" | "finish" | "delete"; key: KeyDto }
  /**
   * `next` is the dialog that was open when a late secret arrived. It opens again once the secret is stored. `created` is
   * a new key, without its secret.
   */
  | { kind: "reveal"; reveal: Reveal; next: OpenKeyDialog | null; created: KeyDto | null };

/** Tracks the open dialog of the page, and handles the results. */
export function useKeyDialogs() {
  const { show, closeAfterRemoval, ...dialogs } = useDialogs<OpenKeyDialog>();
  const { open, close, closeWithMessage, findOpen, refresh } = dialogs;
  const [wereOpened, setWereOpened] = useState(false);
  if (open !== null && !wereOpened) setWereOpened(true);

  const closeAfterDeletion = (key: KeyDto) => closeAfterRemoval(keyTexts.deleted(key.name));

  const showFailed = (result: Extract<KeyResult, { isOk: false }> | undefined) => {
    if (result === undefined) return showError(keyTexts.failed);
    showError(keyTexts.failed, describeFailure(result.failure));
    // The key has changed, so the page is outdated.
    if (isOutdated(result.failure)) refresh();
  };
  // The client is loaded on demand, because it includes the response schemas. That fails without a connection.
  const enable = async (key: KeyDto) => {
    close();
    const client = await import("#components/keys/key-client.ts").catch(() => undefined);
    const result = await client?.enableKey(key);
    if (result?.isOk) closeWithMessage(keyTexts.enabled(key.name));
    else showFailed(result);
  };
  const disable = async (key: KeyDto) => {
    close();
    const client = await import("./disable-key.ts").catch(() => undefined);
    const disabled = await client?.disableWithUsage(key);
    const result = disabled?.result;
    if (!result?.isOk) return showFailed(result);
    refresh();
    const undo = { label: keyTexts.undo, run: () => void enable(key) };
    showSuccess(keyTexts.disabled(key.name), await disabled?.usage, undo);
  };

  /** A shown secret and an open form must not be replaced. */
  const isProtected = () => {
    const kind = findOpen()?.kind;
    return kind === "reveal" || kind === "create";
  };

  const start: StartAction = (action, key, menuButton) => {
    if (action === "disable") void disable(key);
    else if (action === "enable") void enable(key);
    else if (action === "duplicate") show({ kind: "create", from: key }, menuButton);
    else show({ kind: action, key }, menuButton);
  };

  const startCreating = () => {
    if (!isProtected()) show({ kind: "create" });
  };

  return {
    ...dialogs,
    /** Once true, the dialogs stay mounted, so that each can return the focus when it closes. */
    wereOpened,
    closeAfterDeletion,
    disable,
    start,
    startCreating,
  };
}

export type KeyDialogsState = ReturnType<typeof useKeyDialogs>;
