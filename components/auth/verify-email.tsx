"use client";

import { requestApi } from "#components/api-client.ts";
import { type ApiResult, describeFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { useRequest } from "#components/use-request.ts";
import {
  type EmailVerificationDto,
  emailVerificationSchema,
} from "#lib/contract/people/email-verification.ts";
import { authTexts } from "./texts.ts";

const texts = authTexts.verifyEmail;
const path = "/me/email-verification";

interface ActionProps {
  label: string;
  send: () => Promise<ApiResult<EmailVerificationDto>>;
  /** Returns the problem, or null on success. */
  finish: (verification: EmailVerificationDto) => string | null;
  done: string;
}

/** A button that sends one request and shows its result. */
function Action({ label, send, finish, done }: ActionProps) {
  const { isBusy, result, run } = useRequest(async () => {
    const verification = await send();
    return {
      problem: verification.isOk ? finish(verification.data) : describeFailure(verification.failure),
    };
  });
  const isDone = result?.problem === null;
  return (
    <div className="flex flex-col gap-3">
      {result === null || isDone ? null : <FieldError>{result.problem}</FieldError>}
      <p role="status" className={isDone ? "text-sm" : "sr-only"}>
        {isDone ? done : ""}
      </p>
      <Button variant="primary" className="h-9" isBusy={isBusy} onClick={() => run()}>
        {label}
      </Button>
    </div>
  );
}

export function SendVerification() {
  const send = () => requestApi({ method: "POST", path, body: {}, schema: emailVerificationSchema });
  return (
    <Action
      label={texts.send}
      send={send}
      finish={({ isMailed }) => (isMailed ? null : texts.notSent)}
      done={texts.sent}
    />
  );
}

export function ConfirmEmail({ token }: { token: string }) {
  const send = () =>
    requestApi({ method: "POST", path: `${path}/confirm`, body: { token }, schema: emailVerificationSchema });
  const finish = () => {
    // Removes the token from the address bar and the history.
    location.replace("/verify-email");
    return null;
  };
  return <Action label={texts.confirm} send={send} finish={finish} done={texts.confirmed} />;
}
