"use client";

import { clsx } from "clsx";
import { type ReactNode, useRef } from "react";
import { CopyButton } from "#components/ui/button/copy-button.tsx";

export interface CopyOptions {
  label: string;
  getText: (shown: string) => string;
  onFailure: () => void;
}

interface CodeFrameProps {
  /** What stands at the left of the title bar: a label, or tabs. */
  title: ReactNode;
  className?: string;
  /** What is copied instead of the code that is shown, and the button's label. */
  copy?: CopyOptions | undefined;
  children: ReactNode;
}

/** A frame around code, with a button that copies the code that is shown. */
export function CodeFrame({ title, className, copy, children }: CodeFrameProps) {
  const figure = useRef<HTMLElement>(null);
  const getText = () => {
    const shown = figure.current?.querySelector("pre:not([hidden])")?.textContent ?? "";
    return copy === undefined ? shown : copy.getText(shown);
  };
  return (
    <figure ref={figure} className={clsx("min-w-0 overflow-hidden rounded-lg border bg-surface", className)}>
      <figcaption className="flex min-h-9 items-center justify-between gap-2 border-b pr-1 pl-4 text-muted text-xs">
        {title}
        <CopyButton
          variant="quiet"
          className="h-7 shrink-0 px-2 text-xs"
          getText={getText}
          {...(copy === undefined ? {} : { onFailure: copy.onFailure, children: copy.label })}
        />
      </figcaption>
      {children}
    </figure>
  );
}
