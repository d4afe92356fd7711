"use client";

import { useState } from "react";
import type { ReauthenticationDto } from "#lib/contract/people/reauthentication.ts";
import { DialogForm } from "../dialogs/dialog-form.tsx";
import { Button } from "../ui/button/button.tsx";
import { signInAgain } from "./reauthentication-client.ts";
import { askAgainTexts as texts } from "./texts.ts";

interface ProviderFormProps {
  providers: ReauthenticationDto["providers"];
  onDone: () => void;
  onCancel: () => void;
}

/** For people without a password: opens the provider's sign-in in another window and waits for it. */
export function ProviderForm({ providers, onDone, onCancel }: ProviderFormProps) {
  const [index, setIndex] = useState(0);
  const [isWaiting, setIsWaiting] = useState(false);
  const provider = providers[index];
  const other = providers[(index + 1) % providers.length];
  const start = () => {
    if (provider === undefined) return null;
    setIsWaiting(true);
    return signInAgain(provider.id).finally(() => setIsWaiting(false));
  };
  const change = () => setIndex((index + 1) % providers.length);
  return (
    <DialogForm
      submit={provider === undefined ? texts.submit : texts.submitAt(provider.label)}
      isDisabled={provider === undefined}
      run={start}
      onDone={onDone}
      onCancel={onCancel}
      alternative={
        other === undefined || other === provider || isWaiting ? undefined : (
          <Button
            variant="quiet"
            className="mr-auto max-sm:order-last max-sm:w-full sm:-ml-3"
            onClick={change}
          >
            {texts.insteadUse(other.label)}
          </Button>
        )
      }
    >
      <p className="text-sm" role="status">
        {provider === undefined
          ? texts.noWay
          : isWaiting
            ? texts.waiting
            : texts.providerIntro(provider.label)}
      </p>
    </DialogForm>
  );
}
