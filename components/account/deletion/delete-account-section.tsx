"use client";

import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Card } from "#components/ui/display/card.tsx";
import { DeleteAccountDialog } from "./delete-account-dialog.tsx";
import { deletionTexts } from "./texts.ts";

interface DeleteAccountSectionProps {
  email: string;
  suspendedTeamIds: readonly string[];
}

/** The end of the profile page. */
export function DeleteAccountSection({ email, suspendedTeamIds }: DeleteAccountSectionProps) {
  const dialogs = useDialogs<{ kind: "delete" }>();
  return (
    <Card id="delete-account" title={deletionTexts.title}>
      <div className="flex flex-wrap items-center justify-between gap-x-6 gap-y-3 px-4 py-3">
        <p className="min-w-0 flex-1 basis-64 text-pretty text-muted text-sm">{deletionTexts.intro}</p>
        <Button
          ref={dialogs.anchorRef}
          variant="danger"
          className="max-sm:w-full"
          onClick={() => dialogs.show({ kind: "delete" })}
        >
          {deletionTexts.open}
        </Button>
      </div>
      <DeleteAccountDialog
        isOpen={dialogs.open !== null}
        email={email}
        suspendedTeamIds={suspendedTeamIds}
        onClose={dialogs.close}
        finalFocus={dialogs.finalFocus}
      />
    </Card>
  );
}
