"use client";

import { useState } from "react";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

/**
 * The keys selected for a bulk change. Keys that leave the list leave the selection, too, and another view of the list starts
 * without one.
 */
export function useSelection(shown: readonly KeyDto[], view: string) {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set());
  const [lastView, setLastView] = useState(view);
  if (view !== lastView) {
    setLastView(view);
    setIds(new Set());
  }
  const [lastId, setLastId] = useState<string>();
  const selected = shown.filter(({ id }) => ids.has(id));

  /** With `isRange`, toggles all keys from the last toggled one to this one. */
  const toggle = (id: string, isRange: boolean) => {
    const [from, to] = [shown.findIndex((key) => key.id === lastId), shown.findIndex((key) => key.id === id)];
    const isRangeKnown = isRange && from !== -1 && to !== -1;
    const range = isRangeKnown ? shown.slice(Math.min(from, to), Math.max(from, to) + 1) : [{ id }];
    const next = new Set(ids);
    for (const key of range) {
      if (ids.has(id)) next.delete(key.id);
      else next.add(key.id);
    }
    setIds(next);
    setLastId(id);
  };

  return {
    selected,
    has: (id: string) => ids.has(id),
    toggle,
    isAllSelected: shown.length > 0 && selected.length === shown.length,
    selectAll: () => setIds(new Set(shown.map(({ id }) => id))),
    keepOnly: (kept: readonly KeyDto[]) => setIds(new Set(kept.map(({ id }) => id))),
    clear: () => setIds(new Set()),
  };
}

export type Selection = ReturnType<typeof useSelection>;
