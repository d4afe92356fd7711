"use client";

import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.start;

/** Usage is saved every few seconds. */
const refreshMs = 5_000;

/** After this long, most people have left the page open and gone. */
const maxRefreshes = 240;

/** Reloads the page's data until the first request has arrived. Then the page no longer includes this. */
export function WaitForRequest() {
  const { refresh } = useRouter();
  useEffect(() => {
    let left = maxRefreshes;
    const timer = setInterval(() => {
      if (document.visibilityState !== "visible") return;
      left -= 1;
      if (left <= 0) clearInterval(timer);
      refresh();
    }, refreshMs);
    return () => clearInterval(timer);
  }, [refresh]);
  return (
    <p
      role="status"
      className="flex flex-wrap items-center gap-x-2.5 rounded-lg bg-accent-soft px-4 py-2.5 text-sm"
    >
      <span aria-hidden="true" className="size-2 animate-pulse rounded-full bg-accent" />
      <strong className="font-medium text-text">{texts.waiting}</strong>
      <span className="text-muted">{texts.waitingText}</span>
    </p>
  );
}
