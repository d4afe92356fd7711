import { useEffect, useRef, useState } from "react";

interface LeaveOptions {
  isShown: boolean;
  onLeave: () => void;
  onUnmount: () => void;
}

/**
 * Asks for confirmation before the page is left while the secret is shown, and reports when it was left or unmounted.
 */
export function useLeaving(leaving: LeaveOptions): void {
  const { isShown } = leaving;
  const latest = useRef(leaving);
  useEffect(() => {
    latest.current = leaving;
  });
  useEffect(() => {
    if (!isShown) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const leave = () => latest.current.onLeave();
    addEventListener("beforeunload", warn);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("beforeunload", warn);
      removeEventListener("pagehide", leave);
    };
  }, [isShown]);
  useEffect(() => {
    return () => {
      if (latest.current.isShown) latest.current.onUnmount();
    };
  }, []);
}

/** Whether Back was prevented while the secret was shown. Browsers allow this once, and some never. */
export function useBlockedBack(isShown: boolean): boolean {
  const [isBlocked, setIsBlocked] = useState(false);
  useEffect(() => {
    if (!isShown || !("navigation" in window)) return;
    const block = (event: NavigateEvent) => {
      if (event.navigationType !== "traverse" || !event.cancelable) return;
      event.preventDefault();
      setIsBlocked(true);
    };
    navigation.addEventListener("navigate", block);
    return () => {
      navigation.removeEventListener("navigate", block);
      setIsBlocked(false);
    };
  }, [isShown]);
  return isBlocked;
}
