"use client";

import { useEffect, useState } from "react";
import { setUpCodeField } from "#lib/contract/people/users.ts";

/**
 * The setup code from the link in the console's log, as the initial value of an editable field. The code is in the
 * fragment, which is not sent to a server, and is removed immediately so that it does not stay in the address bar, the
 * history or a copied link.
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
