"use client";

import { useRouter } from "next/navigation";
import { useEffect, useOptimistic, useRef, useState, useTransition } from "react";
import { hasPartOfSecret } from "#components/keys/filter/key-filters.ts";
import { type AuditFilters, writeAuditFilters } from "../audit-filters.ts";
import { useTimeZone } from "./use-time-zone.ts";

const debounceMs = 250;

/** Applies each change at once, on top of changes that the server hasn't answered yet. */
export function useFilterChanges(filters: AuditFilters) {
  const router = useRouter();
  const zone = useTimeZone();
  const [isPending, startTransition] = useTransition();
  const [latest, setLatest] = useOptimistic(filters);
  const [typed, setTyped] = useState({ text: "", isWaiting: false });
  // The URL also changes through Back or Clear filters. A trailing space isn't a change.
  const text = typed.isWaiting || typed.text.trim() === latest.q ? typed.text : latest.q;

  const apply = (changes: Partial<AuditFilters> = {}) => {
    const q = hasPartOfSecret(text) ? latest.q : text.trim();
    const next = { ...latest, q, zone, cursor: "", ...changes };
    const hasDays = next.range !== "" || next.from !== "" || next.to !== "";
    setTyped({ text, isWaiting: false });
    startTransition(() => {
      setLatest(next);
      router.replace(writeAuditFilters(hasDays ? next : { ...next, zone: "" }), { scroll: false });
    });
  };
  const applyLatest = useRef(apply);
  useEffect(() => {
    applyLatest.current = apply;
  });
  useEffect(() => {
    if (!typed.isWaiting || hasPartOfSecret(typed.text)) return;
    const timer = setTimeout(() => applyLatest.current(), debounceMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return {
    latest,
    text,
    zone,
    isPending,
    apply,
    type: (value: string) => setTyped({ text: value, isWaiting: true }),
  };
}
