"use client";

import { failureTexts } from "./failure-texts.ts";

interface FailureProps {
  error: unknown;
  retry: () => void;
}

/** The digest that identifies the error in the server's log. Only server errors have one. */
function readDigest(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}

/**
 * The error page, with a button to try again. Looks like a MessagePage, but shares no code with it: every page would load that
 * code twice more, for messages that are rarely shown.
 */
export function FailureMessage({ error, retry }: FailureProps) {
  const digest = readDigest(error);
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 px-6 py-16">
      <p className="mb-4 flex items-center gap-2 font-semibold text-base tracking-tight">
        {/* biome-ignore lint/performance/noImgElement: an icon needs no optimizing, and Next's component would be more code. */}
        <img src="/icon.svg" alt="" className="size-6" />
        ByteEngine
      </p>
      <h1 className="font-semibold text-xl">{failureTexts.title}</h1>
      <p className="text-pretty text-muted">{failureTexts.text}</p>
      {digest === null ? null : (
        <p className="text-muted text-xs">
          {failureTexts.reference} <code className="font-mono">{digest}</code>
        </p>
      )}
      <button type="button" className="button button-primary mt-3 coarse:h-11" onClick={retry}>
        {failureTexts.retry}
      </button>
    </main>
  );
}
