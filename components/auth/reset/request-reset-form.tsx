"use client";

import type { FormEvent } from "react";
import { requestApi } from "#components/api-client.ts";
import { findFieldError, getFailure } from "#components/api-failure.ts";
import { authTexts } from "#components/auth/texts.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { useRequest } from "#components/use-request.ts";
import { requestedPasswordResetSchema } from "#lib/contract/people/passwords.ts";
import { resetTexts } from "./texts.ts";

const texts = resetTexts.request;

/** Asks for a link. The answer is the same whether or not there is an account. */
export function RequestResetForm() {
  const { isBusy, result, run } = useRequest((_, email: string) =>
    requestApi({
      method: "POST",
      path: "/password-resets",
      body: { email },
      schema: requestedPasswordResetSchema,
    }),
  );
  const failure = isBusy ? null : getFailure(result);
  const sentTo = !isBusy && result?.isOk ? result.data.email : null;
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    // Read from the form, which also has what was typed before the page's code ran.
    void run(String(new FormData(event.currentTarget).get("email")).trim());
  };
  return (
    <form method="post" noValidate onSubmit={submit} className="flex flex-col gap-4">
      <TextField
        label={authTexts.email}
        name="email"
        type="email"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        error={findFieldError(failure, "email")}
        required
      />
      <FormFailure failure={failure} fields={["email"]} />
      <div role="status" className={sentTo === null ? "sr-only" : "flex flex-col gap-1 text-sm"}>
        {sentTo === null ? null : (
          <>
            <p className="[overflow-wrap:anywhere]">{texts.sent(sentTo)}</p>
            <p className="text-muted">{texts.again}</p>
          </>
        )}
      </div>
      <Button type="submit" variant="primary" className="h-9" isBusy={isBusy}>
        {texts.submit}
      </Button>
    </form>
  );
}
