"use client";

import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { requestTexts as texts } from "./texts.ts";

/** Enough to tell two ids of the same moment apart: they begin with the time. */
const shownLength = 8;

/** A shortened request id, and a button that copies the whole one. */
export function CopyRequestId({ id }: { id: string }) {
  return (
    <span className="-my-1 flex shrink-0 items-center gap-1 whitespace-nowrap">
      <code title={id} className="font-mono text-muted text-xs">
        req_…{id.slice(-shownLength)}
      </code>
      <CopyIdButton id={id} />
    </span>
  );
}

/** Lies above a row's link. */
export function CopyIdButton({ id }: { id: string }) {
  return (
    <CopyButton variant="quiet" className="relative z-1 h-7 px-1.5 text-xs" getText={() => id}>
      <span className="sr-only">{texts.copyId}</span>
    </CopyButton>
  );
}
