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
    const page: { isOpen: boolean; timer?: ReturnType<typeof setTimeout>; stop: () => void } = {
      isOpen: true,
      stop: () => {},
    };
    const suggest = async () => {
      const client = await import("./passkey-sign-in.ts");
      if (!page.isOpen) return;
      page.stop = client.stopAsking;
      page.timer = setTimeout(() => {
        page.stop();
        void suggest().catch(() => {});
      }, renewAfterMs);
      const outcome = await client.suggestPasskeys(() => clearTimeout(page.timer));
      if (!page.isOpen || outcome === null) return;
      if (outcome.isOk) return openPage(path.current);
      setError(outcome.error);
    };
    void suggest().catch(() => {});
    return () => {
      page.isOpen = false;
      clearTimeout(page.timer);
      page.stop();
    };
  }, [isAvailable]);
  return error;
}
