"use client";

import "./globals.css";

import { FailureMessage } from "#components/shell/failure/failure-message.tsx";

/** Replaces the whole document when the root layout fails. */
export default function GlobalError(props: { error: unknown; retry: () => void }) {
  return (
    <html lang="en">
      <body className="min-h-dvh font-sans">
        <title>ByteEngine Console</title>
        <FailureMessage {...props} />
      </body>
    </html>
  );
}
