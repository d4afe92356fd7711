"use client";

import { useEffect, useState } from "react";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { readKey } from "./key-client.ts";
import { isInUse } from "./key-state.ts";
import { takeFewAtOnce } from "./take-few-at-once.ts";

/** How many of some keys were used lately, and of how many that cannot be said. */
export interface KeysInUse {
  inUse: number;
  unread: number;
}

/** One that was in use when the page was drawn still is; the others may have been called since. */
async function countKeysInUse(keys: readonly KeyDto[]): Promise<KeysInUse> {
  const others = keys.filter((key) => !isInUse(key, Date.now()));
  const counts = { inUse: keys.length - others.length, unread: 0 };
  await takeFewAtOnce(others, async (key) => {
    const result = await readKey(key);
    if (!result.isOk) counts.unread += 1;
    else if (isInUse(result.data, Date.now())) counts.inUse += 1;
  });
  return counts;
}

/** Null while they are being looked up, which happens once. */
export function useKeysInUse(keys: readonly KeyDto[]): KeysInUse | null {
  const [counts, setCounts] = useState<KeysInUse | null>(null);
  useEffect(() => {
    let isWanted = true;
    const count = async () => {
      const counted = await countKeysInUse(keys);
      if (isWanted) setCounts(counted);
    };
    void count();
    return () => {
      isWanted = false;
    };
  }, [keys]);
  return counts;
}
