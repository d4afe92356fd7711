"use client";

import { useEffect } from "react";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { type Loaded, useLoad } from "../use-load.ts";
import type { KeyAddress } from "./key-client.ts";

/** The latest version of a key and when it was read. */
export type LatestKey = Loaded<{ key: KeyDto; readAt: string }>;

/** A version younger than this isn't reloaded. */
const maxAgeMs = 30_000;

/** Loads the latest version of a key, and again when the user returns to the tab if `refreshesOnReturn` is set. */
export function useLatestKey(
  { teamId, id }: KeyAddress,
  { refreshesOnReturn }: { refreshesOnReturn: boolean },
): LatestKey {
  const { loaded, isBusy, load } = useLoad(id, async (signal) => {
    // Loaded on demand, because the client includes the response schemas.
    const { readKey } = await import("./key-client.ts");
    const result = await readKey({ teamId, id }, signal);
    const readAt = new Date().toISOString();
    return result.isOk ? { isOk: true, data: { key: result.data, readAt } } : result;
  });
  useEffect(() => {
    if (!refreshesOnReturn) return;
    let requestedMs = Date.now();
    const onReturn = () => {
      if (document.visibilityState !== "visible" || Date.now() - requestedMs < maxAgeMs) return;
      requestedMs = Date.now();
      void load(id);
    };
    document.addEventListener("visibilitychange", onReturn);
    return () => document.removeEventListener("visibilitychange", onReturn);
  }, [id, load, refreshesOnReturn]);
  return isBusy ? { state: "loading" } : loaded;
}
