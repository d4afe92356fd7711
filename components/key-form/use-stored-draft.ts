"use client";

import { useState } from "react";
import { z } from "zod";
import { keySchema } from "#lib/schemas/keys.ts";
import { type KeyDraft, keyDraftSchema } from "./key-draft.ts";

/** What was typed, about the key as it was then; null for a key that is yet to be made. */
const storedSchema = z.object({ seen: keySchema.nullable(), draft: keyDraftSchema });

export type Stored = z.infer<typeof storedSchema>;

function read(name: string): Stored | null {
  try {
    const parsed = storedSchema.safeParse(JSON.parse(sessionStorage.getItem(name) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    // Storage is switched off, or holds something that is not ours.
    return null;
  }
}

function write(name: string, stored: Stored | null): void {
  try {
    if (stored === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(stored));
  } catch {
    // Then a reload loses what was typed, and nothing else.
  }
}

/**
 * What somebody types, kept through a reload of the tab or a new sign-in. `name` says whose it is and for what; `mend`
 * is for what was sound when it was kept, and is not any more.
 */
export function useStoredDraft(
  name: string,
  start: () => Stored,
  mend = (draft: KeyDraft): KeyDraft => draft,
) {
  const [{ stored, isRestored }, setState] = useState(() => {
    const kept = read(name);
    return {
      stored: kept === null ? start() : { ...kept, draft: mend(kept.draft) },
      isRestored: kept !== null,
    };
  });
  const keep = (next: Stored) => {
    write(name, next);
    setState((current) => ({ ...current, stored: next }));
  };
  return {
    ...stored,
    isRestored,
    keep,
    change: (changes: Partial<KeyDraft>) => keep({ ...stored, draft: { ...stored.draft, ...changes } }),
    startOver: () => {
      write(name, null);
      setState({ stored: start(), isRestored: false });
    },
    forget: () => write(name, null),
  };
}
