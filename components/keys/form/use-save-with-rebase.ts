"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { readKey, type updateKey } from "#components/keys/key-client.ts";
import { isOutdated } from "#components/keys/key-dialog.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { formFields } from "./draft/form-fields.ts";
import { type KeyDraft, listChanges, rebaseDraft } from "./draft/key-draft.ts";
import { formTexts } from "./draft/texts.ts";

const texts = formTexts.stale;

interface Edited {
  seen: KeyDto;
  draft: KeyDraft;
}

/**
 * Saves the changes to a key. If the key has changed in the meantime, the changes are applied to the
 * latest version. If both changed the same field, the user has to confirm. Returns null if there is a notice to read.
 */
export function useSaveWithRebase({ seen, draft }: Edited, store: (edited: Edited) => void) {
  const router = useRouter();
  const [notice, setNotice] = useState<string | null>(null);
  const [isGone, setIsGone] = useState(false);

  const stop = (text: string) => {
    setNotice(text);
    setIsGone(true);
    return null;
  };

  const save = async (nowMs: number, send: typeof updateKey) => {
    setNotice(null);
    const result = await send(seen, listChanges(seen, draft, nowMs), seen.updatedAt);
    if (result.isOk || !isOutdated(result.failure)) return result;
    const read = await readKey(seen);
    router.refresh();
    if (!read.isOk) return read.failure.status === 404 ? stop(texts.gone) : read;
    const fresh = read.data;
    if (fresh.status === "revoked") return stop(texts.deleted);
    const rebased = rebaseDraft(seen, fresh, draft, nowMs);
    store({ seen: fresh, draft: rebased.draft });
    if (rebased.conflicts.length === 0) {
      const own = listChanges(fresh, rebased.draft, nowMs);
      // Both made the same changes, so there is nothing left to save.
      return Object.keys(own).length === 0 ? read : send(fresh, own, fresh.updatedAt);
    }
    setNotice(texts.conflict(rebased.conflicts.map((name) => formFields[name].noun)));
    return null;
  };

  return { notice, isGone, save };
}
