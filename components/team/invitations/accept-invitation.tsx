"use client";

import { getFailure } from "#components/api-failure.ts";
import { signOut } from "#components/auth/session-client.ts";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { acceptInvitation } from "#components/team/team-client.ts";
import { teamTexts } from "#components/team/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { useRequest } from "#components/use-request.ts";
import { openPage } from "#components/wait-for-leaving.ts";

const texts = teamTexts.accept;

/** Accepts the invitation. For the invited person, signed in. */
export function AcceptButton({ token }: { token: string }) {
  const { isBusy, result, run } = useRequest(async () => {
    const accepted = await acceptInvitation(token);
    return accepted.isOk ? openPage(`/t/${accepted.data.slug}`) : accepted;
  });
  return (
    <div className="flex flex-col gap-3">
      <FormFailure failure={getFailure(result)} />
      <Button variant="primary" className="h-9" isBusy={isBusy} onClick={() => run()}>
        {texts.submit}
      </Button>
    </div>
  );
}

/** Offers to sign out. For someone signed in with another account. */
export function SwitchAccount({ signedInAs }: { signedInAs: string }) {
  // Returns to this link, which then offers sign-in or sign-up for the invited email address.
  const { isBusy, run } = useRequest(() => signOut(location.pathname).catch(() => null));
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm [overflow-wrap:anywhere]">{texts.otherAccount(signedInAs)}</p>
      <Button className="h-9" isBusy={isBusy} onClick={() => run()}>
        {texts.signOut}
      </Button>
    </div>
  );
}
