"use client";

import { useEffect, useState } from "react";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import type { KeyAddress } from "./key-client.ts";

/** The latest version of a key and when it was read. Unknown if it couldn't be loaded. */
export type LatestKey = { state: "loading" | "unknown" } | { state: "known"; key: KeyDto; readAt: string };

/** A version younger than this isn't reloaded. */
const maxAgeMs = 30_000;

/** Loads the latest version of a key, and again when the user returns to the tab if `refreshesOnReturn` is set. */
export function useLatestKey(
  { teamId, id }: KeyAddress,
  { refreshesOnReturn }: { refreshesOnReturn: boolean },
): LatestKey {
  const [latest, setLatest] = useState<LatestKey>({ state: "loading" });
  useEffect(() => {
    let isMounted = true;
    let requestedMs = 0;
    const load = async () => {
      requestedMs = Date.now();
      setLatest({ state: "loading" });
      // Loaded on demand, because the client includes the response schemas.
      const { readKey } = await import("./key-client.ts");
      const result = await readKey({ teamId, id });
      if (!isMounted) return;
      const readAt = new Date().toISOString();
      setLatest(result.isOk ? { state: "known", key: result.data, readAt } : { state: "unknown" });
    };
    const onReturn = () => {
      if (document.visibilityState === "visible" && Date.now() - requestedMs >= maxAgeMs) void load();
    };
    void load();
    if (refreshesOnReturn) document.addEventListener("visibilitychange", onReturn);
    return () => {
      isMounted = false;
      document.removeEventListener("visibilitychange", onReturn);
    };
  }, [teamId, id, refreshesOnReturn]);
  return latest;
}
