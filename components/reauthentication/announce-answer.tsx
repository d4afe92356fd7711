"use client";

import { useEffect } from "react";
import { Button } from "../ui/button/button.tsx";
import { answerChannel, type ProviderAnswer } from "./provider-answer.ts";
import { askAgainTexts } from "./texts.ts";

/** Tells the page that opened this window how the sign-in at the provider ended, and closes the window. */
export function AnnounceAnswer({ problem }: ProviderAnswer) {
  useEffect(() => {
    const channel = new BroadcastChannel(answerChannel);
    channel.postMessage({ problem } satisfies ProviderAnswer);
    channel.close();
    // Some browsers let only a click close a window that was at another site.
    window.close();
  }, [problem]);
  return (
    <Button className="mt-6 h-9" onClick={() => window.close()}>
      {askAgainTexts.landing.close}
    </Button>
  );
}
