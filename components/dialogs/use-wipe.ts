import { useEffect, useRef } from "react";
import { flushSync } from "react-dom";

/** Calls `wipe` when the page is left while a secret is shown. */
export function useWipe(isShown: boolean, wipe: () => void): void {
  const latest = useRef(wipe);
  useEffect(() => {
    latest.current = wipe;
  });
  useEffect(() => {
    if (!isShown) return;
    // The browser may keep the page in its cache, which must not contain the secret. It freezes the page right after.
    const leave = () => flushSync(latest.current);
    addEventListener("pagehide", leave);
    return () => removeEventListener("pagehide", leave);
  }, [isShown]);
}
