"use client";

import { useEffect } from "react";

/** Follows addresses such as /docs/api#rotateKey, from when all operations were on one page. */
export function OldAnchors({ groupsByOperation }: { groupsByOperation: Readonly<Record<string, string>> }) {
  useEffect(() => {
    const id = location.hash.slice(1);
    const slug = groupsByOperation[id];
    if (slug !== undefined) location.replace(`/docs/api/${slug}#${id}`);
  }, [groupsByOperation]);
  return null;
}
