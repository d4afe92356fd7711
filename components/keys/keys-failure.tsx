"use client";

import { CloudOff } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { keyTexts } from "./texts.ts";

export function KeysFailure({ retry }: { retry: () => void }) {
  const { title, text, retry: again } = keyTexts.empty.failed;
  return (
    <>
      <h1 className="mb-5 font-semibold text-xl">{keyTexts.title}</h1>
      <EmptyState
        icon={<CloudOff aria-hidden="true" />}
        title={title}
        actions={<Button onClick={retry}>{again}</Button>}
      >
        {text}
      </EmptyState>
    </>
  );
}
