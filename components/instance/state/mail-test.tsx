"use client";

import { CircleCheck, CircleX, Mail } from "lucide-react";
import { describeFailure } from "#components/api-failure.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import type { MailTestDto } from "#lib/contract/instance/state.ts";
import { sendTestMail } from "../instance-client.ts";
import { instanceTexts } from "../texts.ts";

const texts = instanceTexts.mail;

const reasonId = "mail-not-set";

/** Sends a test email to the viewer and says in words how it went. */
export function MailTest({ isMailSet }: { isMailSet: boolean }) {
  const { isBusy, result, run } = useRequest(async () => {
    const sent = await sendTestMail();
    if (sent.isOk) return sent.data;
    showError(texts.failed, describeFailure(sent.failure));
    return null;
  });
  return (
    <Card
      id="mail"
      title={texts.title}
      action={
        <Button
          isBusy={isBusy}
          disabled={!isMailSet}
          aria-describedby={isMailSet ? undefined : reasonId}
          onClick={() => run()}
        >
          <Mail aria-hidden="true" />
          {texts.send}
        </Button>
      }
    >
      <CardText>{isMailSet ? texts.intro : <span id={reasonId}>{texts.problems.not_set}</span>}</CardText>
      <div role="status">{isBusy || result === null ? null : <Outcome result={result} />}</div>
    </Card>
  );
}

function Outcome({ result: { problem, responseCode, to } }: { result: MailTestDto }) {
  const Icon = problem === null ? CircleCheck : CircleX;
  return (
    <p className="flex items-start gap-2.5 border-t px-4 py-3 text-sm">
      <Icon
        aria-hidden="true"
        className={problem === null ? "size-5 shrink-0 text-good" : "size-5 shrink-0 text-bad"}
      />
      <span className="[overflow-wrap:anywhere]">
        {problem === null ? texts.sent(to) : texts.problems[problem]}{" "}
        {responseCode === null ? null : texts.code(responseCode)}
      </span>
    </p>
  );
}
