"use client";

import { useRouter } from "next/navigation";
import { useState } from "react";
import { readKey, type updateKey } from "#components/keys/key-client.ts";
import { isOvertaken } from "#components/keys/key-dialog.ts";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { type KeyDraft, listChanges, rebaseDraft } from "./key-draft.ts";
import { formTexts } from "./texts.ts";

const texts = formTexts.stale;

interface Edited {
  seen: KeyDto;
  draft: KeyDraft;
}

/**
 * Saves what somebody changed about a key. Where it was changed elsewhere meanwhile, their own fields are put on top of
 * what it is by now; only where both changed the same field are they asked first. Null: there is news to read.
 */
export function useCatchUp({ seen, draft }: Edited, keep: (edited: Edited) => void) {
  const router = useRouter();
  const [news, setNews] = useState<string | null>(null);
  const [isOver, setIsOver] = useState(false);

  const end = (text: string) => {
    setNews(text);
    setIsOver(true);
    return null;
  };

  const save = async (nowMs: number, send: typeof updateKey) => {
    setNews(null);
    const result = await send(seen, listChanges(seen, draft, nowMs), seen.updatedAt);
    if (result.isOk || !isOvertaken(result.failure)) return result;
    const read = await readKey(seen);
    router.refresh();
    if (!read.isOk) return read.failure.status === 404 ? end(texts.gone) : read;
    const fresh = read.data;
    if (fresh.status === "revoked") return end(texts.deleted);
    const rebased = rebaseDraft(seen, fresh, draft, nowMs);
    keep({ seen: fresh, draft: rebased.draft });
    if (rebased.conflicts.length === 0) {
      const mine = listChanges(fresh, rebased.draft, nowMs);
      // Both wrote the same: it stands there already.
      return Object.keys(mine).length === 0 ? read : send(fresh, mine, fresh.updatedAt);
    }
    setNews(texts.conflict(rebased.conflicts.map((field) => texts.fields[field])));
    return null;
  };

  return { news, isOver, save };
}
