"use client";

import NextLink, { useLinkStatus } from "next/link";
import type { ComponentProps } from "react";
import { createPortal } from "react-dom";

/** A progress line at the top while the requested page loads. */
function ProgressLine() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  // In the body, because a fixed element inside a drawer is positioned relative to the drawer.
  return createPortal(
    <div role="progressbar" aria-label="Loading" className="progress-line" />,
    document.body,
  );
}

/**
 * A link to another page of the console that shows progress while it loads. Nothing is fetched before the click:
 * pages are dynamic, so a prefetch costs a request and does not make them appear earlier (ADR 0013).
 */
export function Link({ children, ...rest }: ComponentProps<typeof NextLink>) {
  return (
    <NextLink prefetch={false} {...rest}>
      {children}
      <ProgressLine />
    </NextLink>
  );
}
