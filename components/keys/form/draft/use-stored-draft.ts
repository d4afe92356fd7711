"use client";

import { useState } from "react";
import { z } from "zod";
import { keySchema } from "#lib/contract/keys/keys.ts";
import { type KeyDraft, keyDraftSchema } from "./key-draft.ts";

/** The draft, and the key as it was when editing started. Null for a new key. */
const storedSchema = z.object({ seen: keySchema.nullable(), draft: keyDraftSchema });

export type Stored = z.infer<typeof storedSchema>;

function read(name: string): Stored | null {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(sessionStorage.getItem(name) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    // Storage is disabled or contains something else.
    return null;
  }
}

function write(name: string, stored: Stored | null): void {
  try {
    if (stored === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(stored));
  } catch {
    // Without storage, only a reload loses the draft.
  }
}

/**
 * A draft that survives a reload of the tab or a new sign-in. `name` is from `nameDraft`. `fix` corrects
 * values that were valid when the draft was stored but no longer are.
 */
export function useStoredDraft(
  name: string,
  start: () => Stored,
  fix = (draft: KeyDraft): KeyDraft => draft,
) {
  const [{ stored, isRestored }, setState] = useState(() => {
    const restored = read(name);
    return {
      stored: restored === null ? start() : { ...restored, draft: fix(restored.draft) },
      isRestored: restored !== null,
    };
  });
  const store = (next: Stored) => {
    write(name, next);
    setState((current) => ({ ...current, stored: next }));
  };
  return {
    ...stored,
    isRestored,
    store,
    change: (changes: Partial<KeyDraft>) => store({ ...stored, draft: { ...stored.draft, ...changes } }),
    startOver: () => {
      write(name, null);
      setState({ stored: start(), isRestored: false });
    },
    discard: () => write(name, null),
  };
}
