"use client";

import { useRouter } from "next/navigation";
import { useRef, useState } from "react";
import { flushSync } from "react-dom";
import { tellFailure, tellSuccess } from "#components/ui/toast.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { describeFailure } from "../api-client.ts";
import type { CreatedKey } from "../key-form/create-key-dialog.tsx";
import type { KeyResult } from "./key-client.ts";
import { isOvertaken } from "./key-dialog.ts";
import type { StartAction } from "./key-menu.tsx";
import type { Reveal } from "./reveal-dialog.tsx";
import { keyTexts } from "./texts.ts";

/** At most one dialog is open at a time. */
type Open =
  | { kind: "create" }
  | { kind: "edit" | "rotate" | "finish" | "delete"; key: KeyDto }
  | { kind: "reveal"; reveal: Reveal };

/** Which dialog of the page is open, and what follows from each. */
export function useKeyDialogs() {
  const router = useRouter();
  const [open, setOpen] = useState<Open | null>(null);
  const [wereOpened, setWereOpened] = useState(false);
  if (open !== null && !wereOpened) setWereOpened(true);
  const opener = useRef<HTMLElement | null>(null);
  /** Always there, so the focus may go to it when the opener is gone: a deleted row, or the empty state. */
  const generateRef = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(null);

  /** Something changed: close, say so, and read the page anew. */
  const conclude = (message: string) => {
    close();
    tellSuccess(message);
    router.refresh();
  };

  /** Its row goes away, and the focus cannot return there. */
  const concludeDeletion = (key: KeyDto) => {
    opener.current = generateRef.current;
    conclude(keyTexts.deleted(key.name));
  };

  const reveal = (key: CreatedKey, title: string) => {
    router.refresh();
    if (key.secret !== null) {
      return setOpen({ kind: "reveal", reveal: { title, keyName: key.name, secret: key.secret } });
    }
    close();
    tellFailure(keyTexts.secretLost);
  };

  const toggle = async (key: KeyDto, run: (key: KeyDto) => Promise<KeyResult>, done: string) => {
    close();
    const result = await run(key);
    if (result.isOk) return conclude(done);
    tellFailure(keyTexts.failed, describeFailure(result.failure));
    // Somebody else was faster: the page shows what is not so any more.
    if (isOvertaken(result.failure)) router.refresh();
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

  const start: StartAction = (action, key, menuButton) => {
    opener.current = menuButton;
    if (action === "disable") void disable(key);
    else if (action === "enable") void enable(key);
    else setOpen({ kind: action, key });
  };

  const startCreating = () => {
    opener.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    setOpen({ kind: "create" });
  };

  /** In step with the browser, which freezes the page right after. */
  const wipe = () => {
    flushSync(close);
    tellFailure(keyTexts.secretWiped);
  };

  const finalFocus = () => (opener.current?.isConnected ? opener.current : (generateRef.current ?? true));
  return {
    open,
    /** From then on the dialogs stay, so that each can return the focus when it closes. */
    wereOpened,
    close,
    conclude,
    concludeDeletion,
    reveal,
    disable,
    start,
    startCreating,
    wipe,
    finalFocus,
    generateRef,
  };
}

export type KeyDialogsState = ReturnType<typeof useKeyDialogs>;
