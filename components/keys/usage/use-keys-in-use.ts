"use client";

import { readKey } from "#components/keys/key-client.ts";
import { isInUse } from "#components/keys/key-state.ts";
import { useLoad } from "#components/use-load.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { forEachConcurrently } from "./for-each-concurrently.ts";

/** How many keys were used recently, and how many couldn't be checked. */
export interface KeysInUse {
  inUse: number;
  unknown: number;
}

/** Keys that were in use when the page was rendered still are. The others are loaded again. */
async function countKeysInUse(keys: readonly KeyDto[], signal: AbortSignal): Promise<KeysInUse> {
  const others = keys.filter((key) => !isInUse(key, Date.now()));
  const counts = { inUse: keys.length - others.length, unknown: 0 };
  await forEachConcurrently(others, async (key) => {
    const result = await readKey(key, signal);
    if (!result.isOk) counts.unknown += 1;
    else if (isInUse(result.data, Date.now())) counts.inUse += 1;
  });
  return counts;
}

/** Counts once. Null while loading. */
export function useKeysInUse(keys: readonly KeyDto[]): KeysInUse | null {
  const { loaded } = useLoad("once", async (signal) => ({
    isOk: true,
    data: await countKeysInUse(keys, signal),
  }));
  return loaded.state === "known" ? loaded.data : null;
}
