"use client";

import { type FormEvent, type RefObject, useEffect, useRef } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useRequest } from "../use-request.ts";
import { openPage } from "../wait-for-leaving.ts";
import { codeExpired, explainSignInError, type SecondStep } from "./explain-sign-in-error.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import { finishSignIn } from "./session-client.ts";
import { authTexts } from "./texts.ts";

const texts = authTexts.signIn.code;
const passkeyTexts = authTexts.signIn.passkey;

interface CodeFormProps {
  ways: SecondStep;
  /** Whether browsers allow passkeys at this address. */
  canUsePasskeys: boolean;
  /** A path on this console. */
  returnPath: string;
  onExpired: () => void;
  onCancel: () => void;
}

/** The second step of a sign-in: a passkey, and one field for a code of the authenticator app and for a recovery code. */
export function CodeForm({ ways, canUsePasskeys, returnPath, onExpired, onCancel }: CodeFormProps) {
  const codeRef = useRef<HTMLInputElement>(null);
  const passkeyRef = useRef<HTMLButtonElement>(null);
  const isPasskeyFirst = ways.passkey && canUsePasskeys && !ways.app;
  // Not the field of the recovery code, which would also open the keyboard of a phone.
  useEffect(() => (isPasskeyFirst ? passkeyRef : codeRef).current?.focus(), [isPasskeyFirst]);
  const { isBusy, result, run } = useRequest(async (_, code: string) => {
    const outcome = await finishSignIn(code);
    if (outcome.isOk) return openPage(returnPath);
    if (outcome.error === codeExpired) onExpired();
    codeRef.current?.select();
    codeRef.current?.focus();
    return outcome.error;
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    if (!isBusy) void run(String(new FormData(event.currentTarget).get("code")));
  };
  return (
    <form method="post" onSubmit={submit} className="flex flex-col gap-4">
      {ways.passkey ? (
        <PasskeyStep {...{ passkeyRef, isPasskeyFirst, canUsePasskeys, returnPath, onExpired }} />
      ) : null}
      <TextField
        ref={codeRef}
        label={ways.app ? texts.label : passkeyTexts.recoveryCode}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className="font-mono"
        hint={ways.app ? texts.hint : passkeyTexts.recoveryHint}
        error={isBusy ? undefined : explainSignInError(result ?? undefined)}
        required
      />
      <Button
        type="submit"
        {...(isPasskeyFirst ? {} : { variant: "primary" as const })}
        className="h-9"
        isBusy={isBusy}
      >
        {texts.submit}
      </Button>
      <Button variant="quiet" className="h-9" onClick={onCancel}>
        {texts.otherAccount}
      </Button>
    </form>
  );
}

interface PasskeyStepProps extends Pick<CodeFormProps, "canUsePasskeys" | "returnPath" | "onExpired"> {
  isPasskeyFirst: boolean;
  passkeyRef: RefObject<HTMLButtonElement | null>;
}

function PasskeyStep({
  passkeyRef,
  isPasskeyFirst,
  canUsePasskeys,
  returnPath,
  onExpired,
}: PasskeyStepProps) {
  if (!canUsePasskeys) return <p className="text-pretty text-muted text-sm">{passkeyTexts.elsewhere}</p>;
  return (
    <PasskeyButton
      ref={passkeyRef}
      label={passkeyTexts.use}
      step="second"
      {...(isPasskeyFirst ? { variant: "primary" as const } : {})}
      returnPath={returnPath}
      onExpired={onExpired}
    />
  );
}
