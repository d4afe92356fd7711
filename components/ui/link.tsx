"use client";

import NextLink, { useLinkStatus } from "next/link";
import type { ComponentProps } from "react";
import { createPortal } from "react-dom";

/** A line along the top while the page that was asked for takes longer than a blink to come. */
function ProgressLine() {
  const { pending } = useLinkStatus();
  if (!pending) return null;
  // In the body, as a fixed element in a drawer would be placed in the drawer.
  return createPortal(
    <div role="progressbar" aria-label="Loading" className="progress-line" />,
    document.body,
  );
}

/** Leads to another page of the console, and shows that it is on its way. */
export function Link({ children, ...rest }: ComponentProps<typeof NextLink>) {
  return (
    <NextLink {...rest}>
      {children}
      <ProgressLine />
    </NextLink>
  );
}
