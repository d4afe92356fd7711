"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import { type CreatedApp, createApp } from "#components/apps/app-client.ts";
import type { AppFormPage } from "#components/apps/view-data.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { RestoredNotice } from "#components/dialogs/restored-notice.tsx";
import { useStoredDraft } from "#components/dialogs/use-stored-draft.ts";
import { nameDraft } from "#components/keys/form/draft/draft-storage.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { createAppDraft, fixAppDraft, omitPrivateKey, storedAppDraftSchema, toAppBody } from "./app-draft.ts";
import { AppFields } from "./app-fields.tsx";
import { checkAppDraft } from "./check-draft.ts";
import { appFormTexts as texts } from "./texts.ts";

interface RegisterAppDialogProps {
  isOpen: boolean;
  page: AppFormPage;
  onClose: () => void;
  onRegistered: (app: CreatedApp) => void;
  finalFocus: FinalFocus;
}

export function RegisterAppDialog({ isOpen, finalFocus, ...form }: RegisterAppDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      isWide
      onClose={form.onClose}
      title={texts.registerTitle}
      description={texts.registerIntro}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <RegisterAppForm {...form} nameRef={nameRef} />
    </Dialog>
  );
}

interface RegisterAppFormProps extends Omit<RegisterAppDialogProps, "isOpen" | "finalFocus"> {
  nameRef: React.Ref<HTMLInputElement>;
}

/** Mounted only while the dialog is open, so its Idempotency-Key doesn't outlive it. Only Cancel discards the draft. */
function RegisterAppForm({ page, nameRef, onClose, onRegistered }: RegisterAppFormProps) {
  const router = useRouter();
  const stored = useStoredDraft({
    name: nameDraft(page.viewer.userId, `apps/${page.team.id}`),
    schema: storedAppDraftSchema,
    start: () => ({ seen: null, draft: createAppDraft(page.environments[0]?.slug ?? "") }),
    fix: (draft) => fixAppDraft(draft, page.environments),
    omit: omitPrivateKey,
  });
  const { draft } = stored;
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();
  const run = async () => {
    const failure = checkAppDraft(draft);
    if (failure !== null) return { isOk: false, failure } as const;
    const result = await createApp(page.team.id, toAppBody(draft), idempotencyKey);
    if (result.isOk || !isIdempotencyMismatch(result.failure)) return result;
    renewIdempotencyKey();
    router.refresh();
    return { ...result, failure: { ...result.failure, message: texts.repeated } };
  };
  const discardThen = (then: () => void) => {
    stored.discard();
    then();
  };
  return (
    <DialogForm
      submit={texts.submit}
      mustFinish
      fields="all"
      run={run}
      onDone={(app) => discardThen(() => onRegistered(app))}
      onCancel={() => discardThen(onClose)}
    >
      {(_, failure) => (
        <>
          {stored.isRestored ? <RestoredNotice onStartOver={stored.startOver} /> : null}
          <AppFields
            nameRef={nameRef}
            draft={draft}
            seen={null}
            page={page}
            failure={failure}
            onChange={stored.change}
          />
        </>
      )}
    </DialogForm>
  );
}
