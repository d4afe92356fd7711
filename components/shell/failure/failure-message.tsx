"use client";

import { failureTexts } from "./failure-texts.ts";
import { MessagePage } from "./message-page.tsx";

interface FailureProps {
  error: unknown;
  retry: () => void;
}

/** The digest that identifies the error in the server's log. Only server errors have one. */
function readDigest(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  return typeof error.digest === "string" ? error.digest : null;
}

/** The error page, with a button to try again. */
export function FailureMessage({ error, retry }: FailureProps) {
  const digest = readDigest(error);
  return (
    <MessagePage
      title={failureTexts.title}
      actions={
        // Not a Button: every page would load its code again for a message that is rarely shown.
        <button type="button" className="button button-primary coarse:h-11" onClick={retry}>
          {failureTexts.retry}
        </button>
      }
    >
      <p>{failureTexts.text}</p>
      {digest === null ? null : (
        <p className="mt-2 text-xs">
          {failureTexts.reference} <code className="font-mono">{digest}</code>
        </p>
      )}
    </MessagePage>
  );
}
