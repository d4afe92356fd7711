"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { describeFailure } from "../api-client.ts";
import { signOut } from "../auth/session-client.ts";
import { acceptInvitation } from "./team-client.ts";
import { teamTexts } from "./texts.ts";

const texts = teamTexts.accept;

/** For the person the invitation is for, signed in. */
export function AcceptButton({ token }: { token: string }) {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const accept = async () => {
    setIsBusy(true);
    const result = await acceptInvitation(token);
    if (result.isOk) return location.assign(`/t/${result.data.slug}`);
    setIsBusy(false);
    setProblem(describeFailure(result.failure));
  };
  return (
    <div className="flex flex-col gap-3">
      {problem === undefined ? null : <FieldError>{problem}</FieldError>}
      <Button look="primary" className="h-9" isBusy={isBusy} onClick={accept}>
        {texts.submit}
      </Button>
    </div>
  );
}

/** For somebody who is signed in as somebody else. */
export function SwitchAccount({ signedInAs }: { signedInAs: string }) {
  const [isBusy, setIsBusy] = useState(false);
  const leave = async () => {
    setIsBusy(true);
    // Back to this link, which then offers the ways in of the person it is for.
    await signOut(location.pathname).catch(() => setIsBusy(false));
  };
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm [overflow-wrap:anywhere]">{texts.otherAccount(signedInAs)}</p>
      <Button className="h-9" isBusy={isBusy} onClick={leave}>
        {texts.signOut}
      </Button>
    </div>
  );
}
