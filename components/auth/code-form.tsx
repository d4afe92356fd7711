"use client";

import { type FormEvent, useEffect, useRef } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useRequest } from "../use-request.ts";
import { openPage } from "../wait-for-leaving.ts";
import { codeExpired, explainSignInError } from "./explain-sign-in-error.ts";
import { finishSignIn } from "./session-client.ts";
import { authTexts } from "./texts.ts";

const texts = authTexts.signIn.code;

interface CodeFormProps {
  /** A path on this console. */
  returnPath: string;
  onExpired: () => void;
  onCancel: () => void;
}

/** The second step of a sign-in: one field for a code of the authenticator app and for a recovery code. */
export function CodeForm({ returnPath, onExpired, onCancel }: CodeFormProps) {
  const codeRef = useRef<HTMLInputElement>(null);
  useEffect(() => codeRef.current?.focus(), []);
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
      <TextField
        ref={codeRef}
        label={texts.label}
        name="code"
        autoComplete="one-time-code"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        className="font-mono"
        hint={texts.hint}
        error={isBusy ? undefined : explainSignInError(result ?? undefined)}
        required
      />
      <Button type="submit" variant="primary" className="h-9" isBusy={isBusy}>
        {texts.submit}
      </Button>
      <Button variant="quiet" className="h-9" onClick={onCancel}>
        {texts.otherAccount}
      </Button>
    </form>
  );
}
