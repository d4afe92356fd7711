"use client";

import { useState } from "react";
import type { z } from "zod";

/** The draft, and the item as it was when editing started. Null for a new item. */
interface Stored<Item, Draft> {
  seen: Item | null;
  draft: Draft;
}

interface StoredDraftRules<Item, Draft> {
  /** From `nameDraft`. */
  name: string;
  schema: z.ZodType<Stored<Item, Draft>>;
  start: () => Stored<Item, Draft>;
  /** Corrects values that were valid when the draft was stored but no longer are. */
  fix?: (draft: Draft) => Draft;
  /** Removes what must not be stored. */
  omit?: (draft: Draft) => Draft;
}

function read<Item, Draft>({ name, schema }: StoredDraftRules<Item, Draft>): Stored<Item, Draft> | null {
  try {
    const parsed = schema.safeParse(JSON.parse(sessionStorage.getItem(name) ?? "null"));
    return parsed.success ? parsed.data : null;
  } catch {
    // Storage is disabled or contains something else.
    return null;
  }
}

function write(name: string, stored: object | null): void {
  try {
    if (stored === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(stored));
  } catch {
    // Without storage, only a reload loses the draft.
  }
}

const keepAll = <Draft>(draft: Draft): Draft => draft;

/** A draft that survives a reload of the tab or a new sign-in. */
export function useStoredDraft<Item, Draft>(rules: StoredDraftRules<Item, Draft>) {
  const { name, start, fix = keepAll, omit = keepAll } = rules;
  const [{ stored, isRestored }, setState] = useState(() => {
    const restored = read(rules);
    return {
      stored: restored === null ? start() : { ...restored, draft: fix(restored.draft) },
      isRestored: restored !== null,
    };
  });
  const store = (next: Stored<Item, Draft>) => {
    write(name, { ...next, draft: omit(next.draft) });
    setState((current) => ({ ...current, stored: next }));
  };
  return {
    ...stored,
    isRestored,
    store,
    change: (changes: Partial<Draft>) => store({ ...stored, draft: { ...stored.draft, ...changes } }),
    startOver: () => {
      write(name, null);
      setState({ stored: start(), isRestored: false });
    },
    discard: () => write(name, null),
  };
}
