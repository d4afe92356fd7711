"use client";

import { showOnTop } from "#components/ui/overlay/top-layer.tsx";
import { AskAgainDialog } from "./ask-again-dialog.tsx";
import { readReauthentication } from "./reauthentication-client.ts";

/** Distinguishes the dialogs, so that each starts empty. */
let count = 0;

let asked: Promise<boolean> | null = null;

async function ask(): Promise<boolean> {
  const ways = await readReauthentication();
  if (!ways.isOk) return false;
  const opener = document.activeElement;
  const finalFocus = () => (opener instanceof HTMLElement && opener.isConnected ? opener : true);
  count += 1;
  const key = count;
  return new Promise((resolve) => {
    const show = (isOpen: boolean) =>
      showOnTop(
        <AskAgainDialog
          key={key}
          isOpen={isOpen}
          ways={ways.data}
          onFinish={finish}
          finalFocus={finalFocus}
        />,
      );
    const finish = (isProven: boolean) => {
      // It stays where it is, closed, so that it can return the focus.
      show(false);
      resolve(isProven);
    };
    show(true);
  });
}

/** Asks once, however many requests need it. False if the person canceled. */
export function askAgain(): Promise<boolean> {
  asked ??= ask().finally(() => {
    asked = null;
  });
  return asked;
}
