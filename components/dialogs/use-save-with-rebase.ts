"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { isOutdated } from "#components/is-outdated.ts";
import type { ApiResult } from "../api-failure.ts";
import { dialogTexts } from "./texts.ts";

interface Edited<Item, Draft> {
  /** The item as it was when editing started. */
  seen: Item;
  draft: Draft;
}

/** How to save one type of item. */
export interface SaveRules<Item, Draft> {
  /** Reads the latest version. */
  read: (seen: Item) => Promise<ApiResult<Item>>;
  /** Sends the changes. Fails with 409 if the item isn't the one that was seen. */
  send: (seen: Item, changes: object) => Promise<ApiResult<Item>>;
  isDeleted: (item: Item) => boolean;
  listChanges: (seen: Item, draft: Draft) => object;
  /** Applies the changes of the draft to a newer version. `conflicts` names what both changed. */
  rebase: (seen: Item, fresh: Item, draft: Draft) => { draft: Draft; conflicts: readonly string[] };
  texts: { deleted: string; gone: string };
}

/**
 * Saves the changes to an item. If it has changed in the meantime, the changes are applied to the latest version. If both
 * changed the same field, the user has to confirm. Returns null if there is a notice to read.
 */
export function useSaveWithRebase<Item, Draft>(
  { seen, draft }: Edited<Item, Draft>,
  store: (edited: Edited<Item, Draft>) => void,
) {
  const router = useRouter();
  const [notice, setNotice] = useState<string | null>(null);
  const [isGone, setIsGone] = useState(false);

  const stop = (text: string) => {
    setNotice(text);
    setIsGone(true);
    return null;
  };

  const save = async (rules: SaveRules<Item, Draft>) => {
    setNotice(null);
    const result = await rules.send(seen, rules.listChanges(seen, draft));
    if (result.isOk || !isOutdated(result.failure)) return result;
    const read = await rules.read(seen);
    router.refresh();
    if (!read.isOk) return read.failure.status === 404 ? stop(rules.texts.gone) : read;
    const fresh = read.data;
    if (rules.isDeleted(fresh)) return stop(rules.texts.deleted);
    const rebased = rules.rebase(seen, fresh, draft);
    store({ seen: fresh, draft: rebased.draft });
    if (rebased.conflicts.length === 0) {
      const own = rules.listChanges(fresh, rebased.draft);
      // Both made the same changes, so there is nothing left to save.
      return Object.keys(own).length === 0 ? read : rules.send(fresh, own);
    }
    setNotice(dialogTexts.conflict(rebased.conflicts));
    return null;
  };

  return { notice, isGone, save };
}
