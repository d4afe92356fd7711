"use client";

import { type FormEvent, useRef } from "react";
import { requestApi } from "#components/api-client.ts";
import { findFieldError, getFailure } from "#components/api-failure.ts";
import { PasswordField } from "#components/auth/password-field.tsx";
import { rememberSignInNotice } from "#components/auth/sign-in-notice.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { useRequest } from "#components/use-request.ts";
import { waitForLeaving } from "#components/wait-for-leaving.ts";
import { resetPasswordResultSchema } from "#lib/contract/people/passwords.ts";
import { resetTexts } from "./texts.ts";

const texts = resetTexts.choose;

interface ChoosePasswordFormProps {
  token: string;
  /** Tells password managers which account the new password is for. */
  email: string;
}

export function ChoosePasswordForm({ token, email }: ChoosePasswordFormProps) {
  const passwordRef = useRef<HTMLInputElement>(null);
  const { isBusy, result, run } = useRequest(async (_, password: string) => {
    const reset = await requestApi({
      method: "POST",
      path: `/password-resets/${encodeURIComponent(token)}`,
      body: { password },
      schema: resetPasswordResultSchema,
    });
    if (!reset.isOk) {
      passwordRef.current?.focus();
      return reset;
    }
    // Removes the token from the address bar and the history.
    rememberSignInNotice("passwordChanged");
    location.replace("/sign-in");
    return waitForLeaving();
  });
  const failure = isBusy ? null : getFailure(result);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(String(new FormData(event.currentTarget).get("password")));
  };
  return (
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <PasswordField
        ref={passwordRef}
        label={texts.password}
        autoComplete="new-password"
        hint={texts.passwordHint}
        error={findFieldError(failure, "password")}
        required
      />
      <FormFailure failure={failure} fields={["password"]} />
      <Button type="submit" variant="primary" className="h-9" isBusy={isBusy}>
        {texts.submit}
      </Button>
    </form>
  );
}
