"use client";

import { showOnTop } from "#components/ui/overlay/top-layer.tsx";
import { AskAgainDialog } from "./ask-again-dialog.tsx";
import { readReauthentication } from "./reauthentication-client.ts";

let asked: Promise<boolean> | null = null;

async function ask(): Promise<boolean> {
  const ways = await readReauthentication();
  if (!ways.isOk) return false;
  return new Promise((resolve) => {
    const finish = (isProven: boolean) => {
      showOnTop(null);
      resolve(isProven);
    };
    showOnTop(<AskAgainDialog ways={ways.data} onFinish={finish} />);
  });
}

/** Asks once, however many requests need it. False if the person canceled. */
export function askAgain(): Promise<boolean> {
  asked ??= ask().finally(() => {
    asked = null;
  });
  return asked;
}
