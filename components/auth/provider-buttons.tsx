"use client";

import { useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { signInWith } from "./session-client.ts";
import { authTexts } from "./texts.ts";

export interface Provider {
  id: string;
  label: string;
}

interface ProviderButtonsProps {
  providers: readonly Provider[];
  returnPath: string;
}

/** Sign-in buttons for the configured providers. */
export function ProviderButtons({ providers, returnPath }: ProviderButtonsProps) {
  const [busyId, setBusyId] = useState<string | null>(null);
  if (providers.length === 0) return null;

  const start = async (id: string) => {
    setBusyId(id);
    await signInWith(id, returnPath).catch(() => {
      setBusyId(null);
      showError(authTexts.signIn.failed);
    });
  };

  return (
    <div className="mt-5 flex flex-col gap-2">
      <div className="mb-3 flex items-center gap-3 text-muted text-xs">
        <span className="h-px flex-1 bg-line" />
        {authTexts.or}
        <span className="h-px flex-1 bg-line" />
      </div>
      {providers.map(({ id, label }) => (
        <Button key={id} className="h-9" isBusy={busyId === id} onClick={() => start(id)}>
          {authTexts.continueWith(label)}
        </Button>
      ))}
    </div>
  );
}
