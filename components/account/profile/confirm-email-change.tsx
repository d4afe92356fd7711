"use client";

import { confirmEmailChange } from "#components/account/account-client.ts";
import { accountTexts } from "#components/account/texts.ts";
import { describeFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { useRequest } from "#components/use-request.ts";
import { waitForLeaving } from "#components/wait-for-leaving.ts";

const texts = accountTexts.confirmEmail;

/** Asks for a click, so that mail programs that open links don't confirm. */
export function ConfirmEmailChange({ token }: { token: string }) {
  const { isBusy, result, run } = useRequest(async () => {
    const confirmed = await confirmEmailChange(token);
    if (!confirmed.isOk || confirmed.data.pending !== null) return confirmed;
    // Removes the token from the address bar and the history.
    location.replace("/account");
    return waitForLeaving();
  });
  const problem = isBusy || result === null || result.isOk ? null : describeFailure(result.failure);
  const isDone = result?.isOk === true;
  return (
    <div className="flex flex-col gap-3">
      {problem === null ? null : <FieldError>{problem}</FieldError>}
      <p role="status" className={isDone ? "text-sm" : "sr-only"}>
        {isDone ? texts.one : ""}
      </p>
      {isDone ? (
        <ButtonLink href="/account" className="h-9">
          {texts.toAccount}
        </ButtonLink>
      ) : (
        <Button variant="primary" className="h-9" isBusy={isBusy} onClick={() => run()}>
          {texts.confirm}
        </Button>
      )}
    </div>
  );
}
