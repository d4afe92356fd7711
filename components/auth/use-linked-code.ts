"use client";

import { useEffect, useState } from "react";
import { setUpCodeField } from "#lib/schemas/users.ts";

/**
 * The set-up code of the link that the start printed, for a field that can still be edited. It comes in the fragment, which
 * no server sees, and is removed at once: it must not stay in the address bar, the history or a copied link.
 */
export function useLinkedCode() {
  const [code, setCode] = useState("");
  useEffect(() => {
    const linked = new URLSearchParams(location.hash.slice(1)).get(setUpCodeField);
    if (linked === null) return;
    history.replaceState(history.state, "", `${location.pathname}${location.search}`);
    setCode(linked);
  }, []);
  return [code, setCode] as const;
}
