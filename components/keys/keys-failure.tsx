"use client";

import { CloudOff } from "lucide-react";
import { useParams } from "next/navigation";
import { Button } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";
import { failureTexts } from "./failure-texts.ts";

/** In place of the list, or of one key's page: both share it, so that neither loads another script for it. */
export function KeysFailure({ retry }: { retry: () => void }) {
  const { page, keys, key, retry: again } = failureTexts;
  const { title, text } = "keyId" in useParams() ? key : keys;
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
