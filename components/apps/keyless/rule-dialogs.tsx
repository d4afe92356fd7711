"use client";

import { deleteAppRule } from "#components/apps/federation-client.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { ConfirmDialog } from "#components/dialogs/confirm-dialog.tsx";
import type { useDialogs } from "#components/dialogs/use-dialogs.ts";
import type { AppRuleDto, TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { AddRuleDialog } from "./add-rule-dialog.tsx";
import { keylessTexts } from "./texts.ts";

const texts = keylessTexts.remove;

/** At most one dialog is open at a time. */
export type OpenRuleDialog = { kind: "add" } | { kind: "remove"; rule: AppRuleDto };

interface RuleDialogsProps {
  dialogs: ReturnType<typeof useDialogs<OpenRuleDialog>>;
  page: AppPageData;
  issuers: readonly TrustedIssuerDto[];
}

/** All dialogs about rules. They stay mounted, so that each can return the focus when it closes. */
export function RuleDialogs({ dialogs, page, issuers }: RuleDialogsProps) {
  const { open, close, closeWithMessage, closeAfterRemoval, finalFocus } = dialogs;
  const shared = { onClose: close, finalFocus };
  return (
    <>
      <AddRuleDialog
        {...shared}
        isOpen={open?.kind === "add"}
        page={page}
        issuers={issuers}
        onAdded={() => closeWithMessage(keylessTexts.form.done)}
      />
      <ConfirmDialog
        {...shared}
        item={open?.kind === "remove" ? open.rule : null}
        title={({ name }) => texts.title(name)}
        intro={texts.intro}
        submit={texts.submit}
        run={(rule) => deleteAppRule(page.app, rule.id)}
        onDone={(_, { name }) => closeAfterRemoval(texts.done(name))}
      />
    </>
  );
}
