"use client";

import { CloudOff } from "lucide-react";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { failureTexts } from "./failure-texts.ts";

export function KeysFailure({ retry }: { retry: () => void }) {
  const { page, title, text, retry: again } = failureTexts;
  return (
    <>
      <h1 className="mb-5 font-semibold text-xl">{page}</h1>
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
