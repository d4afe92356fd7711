"use client";

import { useState } from "react";
import { tellFailure } from "#components/ui/toast.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { describeFailure } from "../api-client.ts";
import { useDialogs } from "../dialogs/use-dialogs.ts";
import type { KeyResult } from "./key-client.ts";
import { isOvertaken } from "./key-dialog.ts";
import type { StartAction } from "./key-menu.tsx";
import type { Reveal } from "./reveal-dialog.tsx";
import { keyTexts } from "./texts.ts";

/** At most one dialog is open at a time. */
export type OpenKeyDialog =
  | { kind: "create" }
  | { kind: "edit" | "rotate" | "finish" | "delete"; key: KeyDto }
  /** A secret came late: what was opened meanwhile opens again once it is stored. */
  | { kind: "reveal"; reveal: Reveal; next: OpenKeyDialog | null };

/** Which dialog of the page is open, and what follows from each. */
export function useKeyDialogs() {
  const { show, concludeRemoval, ...dialogs } = useDialogs<OpenKeyDialog>();
  const { open, close, conclude, findOpen, refresh } = dialogs;
  const [wereOpened, setWereOpened] = useState(false);
  if (open !== null && !wereOpened) setWereOpened(true);

  const concludeDeletion = (key: KeyDto) => concludeRemoval(keyTexts.deleted(key.name));

  const toggle = async (key: KeyDto, run: (key: KeyDto) => Promise<KeyResult>, done: string) => {
    close();
    const result = await run(key);
    if (result.isOk) return conclude(done);
    tellFailure(keyTexts.failed, describeFailure(result.failure));
    // Somebody else was faster: the page shows what is not so any more.
    if (isOvertaken(result.failure)) refresh();
  };
  // The calls bring the schemas of their answers along, so they are loaded when the first is made.
  const disable = async (key: KeyDto) => {
    const { disableKey } = await import("./key-client.ts");
    await toggle(key, disableKey, keyTexts.disabled(key.name));
  };
  const enable = async (key: KeyDto) => {
    const { enableKey } = await import("./key-client.ts");
    await toggle(key, enableKey, keyTexts.enabled(key.name));
  };

  /** A secret that is shown is replaced by nothing, and a form that is open by no empty one. */
  const isKept = () => {
    const kind = findOpen()?.kind;
    return kind === "reveal" || kind === "create";
  };

  const start: StartAction = (action, key, menuButton) => {
    if (action === "disable") void disable(key);
    else if (action === "enable") void enable(key);
    else show({ kind: action, key }, menuButton);
  };

  const startCreating = () => {
    if (!isKept()) show({ kind: "create" });
  };

  return {
    ...dialogs,
    /** From then on the dialogs stay, so that each can return the focus when it closes. */
    wereOpened,
    concludeDeletion,
    disable,
    start,
    startCreating,
  };
}

export type KeyDialogsState = ReturnType<typeof useKeyDialogs>;
