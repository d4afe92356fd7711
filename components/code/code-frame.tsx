"use client";

import { clsx } from "clsx";
import { type ReactNode, useRef } from "react";
import { CopyButton } from "#components/ui/button/copy-button.tsx";

interface CodeFrameProps {
  /** What stands at the left of the title bar: a label, or tabs. */
  title: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A frame around code, with a button that copies the code that is shown. */
export function CodeFrame({ title, className, children }: CodeFrameProps) {
  const figure = useRef<HTMLElement>(null);
  const getText = () => figure.current?.querySelector("pre:not([hidden])")?.textContent ?? "";
  return (
    <figure ref={figure} className={clsx("min-w-0 overflow-hidden rounded-lg border bg-surface", className)}>
      <figcaption className="flex min-h-9 items-center justify-between gap-2 border-b pr-1 pl-4 text-muted text-xs">
        {title}
        <CopyButton variant="quiet" className="h-7 px-2 text-xs" getText={getText} />
      </figcaption>
      {children}
    </figure>
  );
}
