"use client";

import { useEffect } from "react";
import { TopLayer } from "#components/ui/overlay/top-layer.tsx";
import { onReauthenticationRequired } from "../api-client.ts";

/** Asks people again who they are when the API requires it. The code for it is loaded with the first question. */
export function AskAgainHost() {
  useEffect(
    () =>
      onReauthenticationRequired(async () => {
        const { askAgain } = await import("./ask-again.tsx");
        return askAgain();
      }),
    [],
  );
  return <TopLayer />;
}
