"use client";

import { Button } from "#components/ui/button/button.tsx";
import { dialogTexts } from "./texts.ts";

/** Says that an earlier draft was restored, and offers to start over. */
export function RestoredNotice({ onStartOver }: { onStartOver: () => void }) {
  return (
    <div className="-my-1 flex flex-wrap items-center justify-between gap-2 rounded-md bg-accent-soft py-0.5 pr-1 pl-3 text-sm">
      <p role="status">{dialogTexts.restored}</p>
      <Button variant="quiet" onClick={onStartOver}>
        {dialogTexts.startOver}
      </Button>
    </div>
  );
}
