"use client";

import { cancelEmailChange } from "#components/account/account-client.ts";
import { accountTexts } from "#components/account/texts.ts";
import type { AccountData } from "#components/account/view-data.ts";
import { describeFailure } from "#components/api-failure.ts";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Badge } from "#components/ui/display/badge.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { useRequest } from "#components/use-request.ts";
import type { EmailChangeDto } from "#lib/contract/people/email-change.ts";
import { ChangeEmailDialog } from "./change-email-dialog.tsx";

const texts = accountTexts.email;

/** The person's email address, and its change. */
export function EmailSection({ account }: { account: AccountData }) {
  const dialogs = useDialogs<{ kind: "email" }>();
  const { profile } = accountTexts;
  const finish = ({ email, pending }: EmailChangeDto) =>
    dialogs.closeWithMessage(
      pending === null
        ? texts.changed(email)
        : pending.waitsFor.includes("old")
          ? texts.sentBoth
          : texts.sentNew(pending.email),
    );
  return (
    <div className="flex flex-col gap-3 px-4 pt-4">
      <div className="flex flex-wrap items-center gap-3">
        <Avatar name={account.name} size="large" />
        <div className="min-w-0 flex-1 basis-52 text-sm">
          <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <span className="min-w-0 [overflow-wrap:anywhere]">
              <span className="sr-only">{profile.email}: </span>
              {account.email}
            </span>
            <Badge tone={account.isEmailVerified ? "good" : "neutral"}>
              {account.isEmailVerified ? profile.verified : profile.notVerified}
            </Badge>
          </p>
          <p className="text-muted text-xs leading-5">
            {profile.created} <Time at={account.createdAt} style="day" />
          </p>
        </div>
        <div className="flex gap-2 max-sm:w-full max-sm:flex-col">
          {account.isEmailVerified || !account.canMail ? null : (
            <ButtonLink href="/verify-email">{profile.verify}</ButtonLink>
          )}
          <Button ref={dialogs.anchorRef} onClick={() => dialogs.show({ kind: "email" })}>
            {texts.change}
          </Button>
        </div>
      </div>
      {account.emailChange === null ? null : (
        <PendingChange
          change={account.emailChange}
          onCanceled={() => dialogs.closeAfterRemoval(texts.canceled)}
        />
      )}
      <ChangeEmailDialog
        isOpen={dialogs.open !== null}
        account={account}
        onClose={dialogs.close}
        onDone={finish}
        finalFocus={dialogs.finalFocus}
      />
    </div>
  );
}

interface PendingChangeProps {
  change: NonNullable<AccountData["emailChange"]>;
  onCanceled: () => void;
}

function PendingChange({ change, onCanceled }: PendingChangeProps) {
  const { email, waitsFor } = change;
  const { isBusy, run } = useRequest(async () => {
    const canceled = await cancelEmailChange();
    if (canceled.isOk || canceled.failure.status === 404) onCanceled();
    else showError(texts.failed, describeFailure(canceled.failure));
  });
  const missing = waitsFor.length === 2 ? "both" : (waitsFor[0] ?? "new");
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-md bg-warn-soft px-3 py-2.5 text-sm">
      <div className="min-w-0">
        <p className="font-medium text-warn [overflow-wrap:anywhere]">{texts.pending(email)}</p>
        <p className="text-xs leading-5">{texts.waitsFor[missing]}</p>
      </div>
      <Button isBusy={isBusy} onClick={() => run()}>
        {texts.cancel}
      </Button>
    </div>
  );
}
