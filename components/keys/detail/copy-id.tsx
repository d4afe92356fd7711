"use client";

import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { detailTexts } from "./texts.ts";

export function CopyId({ id }: { id: string }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <code className="font-mono text-xs">{id}</code>
      <CopyButton variant="quiet" className="-my-1 h-7 px-1.5 text-xs" getText={() => id}>
        {detailTexts.copyId}
      </CopyButton>
    </span>
  );
}
