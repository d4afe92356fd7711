"use client";

import { deleteTrustedIssuer } from "#components/apps/federation-client.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import type { useDialogs } from "#components/dialogs/use-dialogs.ts";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { AddIssuerDialog, EditIssuerDialog } from "./issuer-dialogs.tsx";
import { issuerTexts as texts } from "./texts.ts";

/** At most one dialog is open at a time. */
export type OpenIssuerDialog = { kind: "add" } | { kind: "edit" | "delete"; issuer: TrustedIssuerDto };

interface IssuersDialogsProps {
  dialogs: ReturnType<typeof useDialogs<OpenIssuerDialog>>;
  teamId: string;
}

/** All dialogs about trusted issuers. They stay mounted, so that each can return the focus when it closes. */
export function IssuersDialogs({ dialogs, teamId }: IssuersDialogsProps) {
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;
  const shared = { onClose: close, finalFocus };
  return (
    <>
      <AddIssuerDialog
        {...shared}
        isOpen={open?.kind === "add"}
        teamId={teamId}
        onAdded={({ name }) => closeWithMessage(texts.form.added(name))}
      />
      <EditIssuerDialog
        {...shared}
        item={open?.kind === "edit" ? open.issuer : null}
        onSaved={() => closeWithMessage(texts.form.saved)}
      />
      <ConfirmDialog
        {...shared}
        item={open?.kind === "delete" ? open.issuer : null}
        title={({ name }) => texts.delete.title(name)}
        intro={({ ruleCount }) => texts.delete.intro(ruleCount)}
        submit={texts.delete.submit}
        run={deleteTrustedIssuer}
        onDone={({ name }) => closeAfterRemoval(texts.delete.done(name))}
      />
    </>
  );
}
