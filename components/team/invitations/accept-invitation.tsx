"use client";

import { useState } from "react";
import { describeFailure } from "#components/api-client.ts";
import { signOut } from "#components/auth/session-client.ts";
import { acceptInvitation } from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";

const texts = teamTexts.accept;

/** Accepts the invitation. For the invited person, signed in. */
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
      <Button variant="primary" className="h-9" isBusy={isBusy} onClick={accept}>
        {texts.submit}
      </Button>
    </div>
  );
}

/** Offers to sign out. For someone signed in with another account. */
export function SwitchAccount({ signedInAs }: { signedInAs: string }) {
  const [isBusy, setIsBusy] = useState(false);
  const leave = async () => {
    setIsBusy(true);
    // Returns to this link, which then offers sign-in or sign-up for the invited email address.
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
