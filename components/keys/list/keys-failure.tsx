"use client";

import { CloudOff } from "lucide-react";
import { useParams } from "next/navigation";
import { failureTexts } from "#components/keys/failure-texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";

/** The error state of both the list and a key's page. They share it, so that neither loads another script. */
export function KeysFailure({ retry }: { retry: () => void }) {
  const { page, keys, key, retry: retryLabel } = failureTexts;
  const { title, text } = "keyId" in useParams() ? key : keys;
  return (
    <>
      <h1 className="mb-5 font-semibold text-xl">{page}</h1>
      <EmptyState
        icon={<CloudOff aria-hidden="true" />}
        title={title}
        actions={<Button onClick={retry}>{retryLabel}</Button>}
      >
        {text}
      </EmptyState>
    </>
  );
}
