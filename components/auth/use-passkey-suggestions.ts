"use client";

import { useEffect, useRef, useState } from "react";
import { openPage } from "../wait-for-leaving.ts";

/** A challenge lives for five minutes, and a page can stay open longer. */
const renewAfterMs = 4 * 60_000;

/**
 * Offers passkeys in the suggestions of the email field, where the browser supports it. Returns the error code of the last
 * try. Where it doesn't work, nothing is shown, because the page has a button, too.
 */
export function usePasskeySuggestions(isAvailable: boolean, returnPath: string): string | undefined {
  const [error, setError] = useState<string>();
  const path = useRef(returnPath);
  useEffect(() => {
    if (!isAvailable) return;
    let isShown = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let stop = () => {};
    const suggest = async () => {
      const client = await import("./passkey-sign-in.ts");
      if (!isShown) return;
      stop = client.stopAsking;
      timer = setTimeout(() => {
        stop();
        void suggest().catch(() => {});
      }, renewAfterMs);
      const outcome = await client.suggestPasskeys(() => clearTimeout(timer));
      if (!isShown || outcome === null) return;
      if (outcome.isOk) return openPage(path.current);
      setError(outcome.error);
    };
    void suggest().catch(() => {});
    return () => {
      isShown = false;
      clearTimeout(timer);
      stop();
    };
  }, [isAvailable]);
  return error;
}
