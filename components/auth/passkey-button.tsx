"use client";

import { Fingerprint } from "lucide-react";
import type { Ref } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { useRequest } from "../use-request.ts";
import { openPage } from "../wait-for-leaving.ts";
import { codeExpired, explainSignInError } from "./explain-sign-in-error.ts";

interface PasskeyButtonProps {
  label: string;
  ref?: Ref<HTMLButtonElement>;
  step: "only" | "second";
  variant?: "primary";
  returnPath: string;
  /** The first step has to be repeated. */
  onExpired?: () => void;
}

/** Signs in with a passkey. Closing the browser's dialog is no error. */
export function PasskeyButton({ label, ref, step, variant, returnPath, onExpired }: PasskeyButtonProps) {
  const { isBusy, result, run } = useRequest(async () => {
    const { signInWithPasskey } = await import("./passkey-sign-in.ts");
    const outcome = await signInWithPasskey(step).catch(() => ({ isOk: false, error: "failed" }) as const);
    if (outcome === null) return null;
    if (outcome.isOk) return openPage(returnPath);
    if (outcome.error === codeExpired) onExpired?.();
    return outcome.error;
  });
  const error = isBusy ? undefined : explainSignInError(result ?? undefined);
  return (
    <div className="flex flex-col gap-2">
      <Button
        ref={ref}
        {...(variant === undefined ? {} : { variant })}
        className="h-9"
        isBusy={isBusy}
        onClick={() => run()}
      >
        <Fingerprint aria-hidden="true" />
        {label}
      </Button>
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </div>
  );
}
