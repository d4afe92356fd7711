"use client";

import { type FormEvent, useEffect, useRef } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Link } from "#components/ui/link.tsx";
import { useRequest } from "../use-request.ts";
import { openPage } from "../wait-for-leaving.ts";
import { explainSignInError, findSecondStep, type SecondStep } from "./explain-sign-in-error.ts";
import { PasskeyButton } from "./passkey-button.tsx";
import { PasswordField } from "./password-field.tsx";
import { type Provider, ProviderButtons } from "./provider-buttons.tsx";
import { signIn } from "./session-client.ts";
import { authTexts } from "./texts.ts";
import { usePasskeySuggestions } from "./use-passkey-suggestions.ts";

const texts = authTexts.signIn;

interface SignInFormProps {
  /** A path on this console. */
  returnPath: string;
  providers: readonly Provider[];
  /** `password`, `providers` (and passkeys), or both. */
  ways: "all" | "password" | "providers";
  /** The domains that email addresses of new accounts must have, as a text. Empty: any. */
  emailDomains: string;
  /** Whether browsers allow passkeys at this address. */
  canUsePasskeys: boolean;
  /** The error code that a provider sign-in or the second step returned with. */
  initialError: string | undefined;
  /** The person came back from the second step, whose field had the focus. */
  takesFocus: boolean;
  /** The password was right, and a second step is needed. */
  onSecondStep: (step: SecondStep) => void;
}

export function SignInForm(props: SignInFormProps) {
  const { returnPath, providers, ways, canUsePasskeys, initialError, takesFocus, onSecondStep } = props;
  const suggestionError = usePasskeySuggestions(canUsePasskeys && ways !== "providers", returnPath);
  const emailRef = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) emailRef.current?.focus();
  }, [takesFocus]);
  const passwordRef = useRef<HTMLInputElement>(null);
  const { isBusy, result, run } = useRequest(async (_, fields: FormData) => {
    const outcome = await signIn({
      email: String(fields.get("email")),
      password: String(fields.get("password")),
    });
    if (outcome.isOk) return openPage(returnPath);
    const second = findSecondStep(outcome.error);
    if (second !== null) {
      onSecondStep(second);
      return undefined;
    }
    passwordRef.current?.focus();
    return outcome.error;
  });
  const shown = result ?? suggestionError ?? initialError;
  const error = isBusy ? undefined : explainSignInError(shown, props.emailDomains);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    void run(new FormData(event.currentTarget));
  };

  const others = (
    <ProviderButtons providers={providers} returnPath={returnPath} isOnlyWay={ways === "providers"}>
      {canUsePasskeys ? (
        <PasskeyButton label={texts.passkey.submit} step="only" returnPath={returnPath} />
      ) : null}
    </ProviderButtons>
  );
  if (ways === "providers") {
    return (
      <>
        {error === undefined ? null : (
          <div className="mb-4">
            <FieldError>{error}</FieldError>
          </div>
        )}
        {others}
      </>
    );
  }
  return (
    <>
      {/* POST keeps the password out of the URL if the form is sent before the page's code runs. */}
      <form method="post" onSubmit={submit} className="flex flex-col gap-4">
        <TextField
          ref={emailRef}
          label={authTexts.email}
          name="email"
          type="email"
          autoComplete={canUsePasskeys ? "username webauthn" : "username"}
          autoCapitalize="none"
          spellCheck={false}
          required
        />
        <PasswordField ref={passwordRef} autoComplete="current-password" required />
        {error === undefined ? null : <FieldError>{error}</FieldError>}
        <Button type="submit" variant="primary" className="h-9" isBusy={isBusy}>
          {texts.submit}
        </Button>
        <p className="text-sm">
          <Link
            href="/forgot-password"
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {texts.forgotten}
          </Link>
        </p>
      </form>
      {ways === "password" ? null : others}
    </>
  );
}
