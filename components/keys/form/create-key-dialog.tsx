"use client";

import { useRouter } from "next/navigation";
import { useRef } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { RestoredNotice } from "#components/dialogs/restored-notice.tsx";
import { useStoredDraft } from "#components/dialogs/use-stored-draft.ts";
import { createKey } from "#components/keys/key-client.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { nameDraft } from "./draft/draft-storage.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { type KeyDraft, storedKeyDraftSchema, toBody } from "./draft/key-draft.ts";
import { formTexts } from "./draft/texts.ts";
import { validateDraft } from "./draft/validate-draft.ts";
import { KeyFields } from "./fields/key-fields.tsx";
import { copyDraft, fixDraft, followChanges, startDraft } from "./start-draft.ts";

/** The created key. The secret is null if an earlier attempt, whose response was lost, created it. */
export type CreatedKey = KeyDto & { secret: string | null };

interface CreateKeyDialogProps {
  isOpen: boolean;
  page: FormPage;
  environment: string;
  /** The key whose settings the new key starts with. */
  from: KeyDto | undefined;
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
  finalFocus: FinalFocus;
}

export function CreateKeyDialog({ isOpen, onClose, finalFocus, ...form }: CreateKeyDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      isWide
      onClose={onClose}
      title={formTexts.createTitle}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <CreateKeyForm key={form.from?.id} {...form} nameRef={nameRef} onCancel={onClose} />
    </Dialog>
  );
}

interface CreateKeyFormProps extends Omit<CreateKeyDialogProps, "isOpen" | "onClose" | "finalFocus"> {
  nameRef: React.RefObject<HTMLInputElement | null>;
  onCancel: () => void;
}

/** Sends the same body for an unchanged draft, so that a retry is the same request: "in 30 days" isn't recalculated. */
function useAttempt() {
  const key = useIdempotencyKey();
  const last = useRef<{ draft: KeyDraft; body: unknown }>(null);
  return {
    ...key,
    getBody: (draft: KeyDraft, nowMs: number) => {
      if (last.current?.draft !== draft) last.current = { draft, body: toBody(draft, nowMs) };
      return last.current.body;
    },
  };
}

/** Mounted only while the dialog is open, so its Idempotency-Key doesn't outlive it. Only Cancel discards the draft. */
function CreateKeyForm({ page, environment, from, onCreated, nameRef, onCancel }: CreateKeyFormProps) {
  const router = useRouter();
  const stored = useStoredDraft({
    name: nameDraft(page.viewer.userId, from === undefined ? page.team.id : `like/${from.id}`),
    schema: storedKeyDraftSchema,
    start: () => ({
      seen: null,
      draft: from === undefined ? startDraft(environment, page) : copyDraft(from, page),
    }),
    fix: (draft) => fixDraft(draft, page),
  });
  const attempt = useAttempt();

  const run = async () => {
    const nowMs = Date.now();
    const { environments, viewer } = page;
    const failure = validateDraft(stored.draft, null, { environments, role: viewer.role, nowMs });
    if (failure !== null) return { isOk: false, failure } as const;
    const body = attempt.getBody(stored.draft, nowMs);
    const result = await createKey(page.team.id, body, attempt.idempotencyKey);
    if (result.isOk || !isIdempotencyMismatch(result.failure)) return result;
    attempt.renewIdempotencyKey();
    router.refresh();
    return { ...result, failure: { ...result.failure, message: formTexts.repeated } };
  };
  const discardThen = (then: () => void) => {
    stored.discard();
    then();
  };

  return (
    <DialogForm
      submit={formTexts.create}
      mustFinish
      fields="all"
      run={run}
      onDone={(key) => discardThen(() => onCreated(key))}
      onCancel={() => discardThen(onCancel)}
    >
      {(_, failure) => (
        <>
          {stored.isRestored ? <RestoredNotice onStartOver={stored.startOver} /> : null}
          <KeyFields
            // Starting over resets what the fields remember, too.
            key={String(stored.isRestored)}
            nameRef={nameRef}
            draft={stored.draft}
            seen={null}
            page={page}
            failure={failure}
            onChange={(changes) => stored.change(followChanges(stored.draft, changes, page))}
          />
        </>
      )}
    </DialogForm>
  );
}
