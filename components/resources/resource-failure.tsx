"use client";

import { CloudOff } from "lucide-react";
import { Button } from "#components/ui/button/button.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { resourceTexts } from "./texts.ts";

export function ResourceFailure({ title, retry }: { title: string; retry: () => void }) {
  const { failure } = resourceTexts;
  return (
    <>
      <h1 className="mb-5 font-semibold text-xl">{title}</h1>
      <EmptyState
        icon={<CloudOff aria-hidden="true" />}
        title={failure.title}
        actions={<Button onClick={retry}>{failure.retry}</Button>}
      >
        {failure.text}
      </EmptyState>
    </>
  );
}
