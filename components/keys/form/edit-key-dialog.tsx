"use client";

import { useRef } from "react";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { RestoredNotice } from "#components/dialogs/restored-notice.tsx";
import { type SaveRules, useSaveWithRebase } from "#components/dialogs/use-save-with-rebase.ts";
import { useStoredDraft } from "#components/dialogs/use-stored-draft.ts";
import { readKey, updateKey } from "#components/keys/key-client.ts";
import type { KeyDialogProps } from "#components/keys/key-dialog.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { nameDraft } from "./draft/draft-storage.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { formFields } from "./draft/form-fields.ts";
import { type KeyDraft, listChanges, rebaseDraft, storedKeyDraftSchema, toDraft } from "./draft/key-draft.ts";
import { formTexts } from "./draft/texts.ts";
import { validateDraft } from "./draft/validate-draft.ts";
import { KeyFields } from "./fields/key-fields.tsx";

interface EditKeyDialogProps extends KeyDialogProps {
  page: FormPage;
  onSaved: (key: KeyDto) => void;
}

export function EditKeyDialog({ page, onSaved, ...dialog }: EditKeyDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <ItemDialog {...dialog} isWide title={() => formTexts.editTitle} initialFocus={nameRef}>
      {(keyDto) => (
        <EditKeyForm
          keyDto={keyDto}
          page={page}
          nameRef={nameRef}
          onCancel={dialog.onClose}
          onSaved={onSaved}
        />
      )}
    </ItemDialog>
  );
}

interface EditKeyFormProps extends Pick<EditKeyDialogProps, "page" | "onSaved"> {
  keyDto: KeyDto;
  nameRef: React.Ref<HTMLInputElement>;
  onCancel: () => void;
}

function useEditDraft(keyDto: KeyDto, page: FormPage) {
  const stored = useStoredDraft({
    name: nameDraft(page.viewer.userId, keyDto.id),
    schema: storedKeyDraftSchema,
    start: () => ({ seen: keyDto, draft: toDraft(keyDto) }),
  });
  return { ...stored, seen: stored.seen ?? keyDto };
}

/** `nowMs` is the same for all steps, so that "in 30 days" isn't recalculated. */
function getSaveRules(nowMs: number): SaveRules<KeyDto, KeyDraft> {
  return {
    read: readKey,
    send: (seen, changes) => updateKey(seen, changes, seen.updatedAt),
    isDeleted: ({ status }) => status === "revoked",
    listChanges: (seen, draft) => listChanges(seen, draft, nowMs),
    rebase: (seen, fresh, draft) => {
      const { conflicts, ...rebased } = rebaseDraft(seen, fresh, draft, nowMs);
      return { ...rebased, conflicts: conflicts.map((name) => formFields[name].noun) };
    },
    texts: formTexts.stale,
  };
}

function EditKeyForm({ keyDto, page, nameRef, onCancel, onSaved }: EditKeyFormProps) {
  const stored = useEditDraft(keyDto, page);
  const { notice, isGone, save } = useSaveWithRebase(stored, stored.store);
  const discardThen = (then: () => void) => {
    stored.discard();
    then();
  };

  const run = () => {
    const nowMs = Date.now();
    const changes = listChanges(stored.seen, stored.draft, nowMs);
    if (Object.keys(changes).length === 0) {
      discardThen(onCancel);
      return null;
    }
    const { environments, viewer } = page;
    const failure = validateDraft(stored.draft, stored.seen, { environments, role: viewer.role, nowMs });
    return failure === null ? save(getSaveRules(nowMs)) : ({ isOk: false, failure } as const);
  };

  return (
    <DialogForm
      submit={formTexts.save}
      isDisabled={isGone}
      mustFinish
      fields="all"
      run={run}
      onDone={(key) => discardThen(() => onSaved(key))}
      onCancel={() => discardThen(onCancel)}
    >
      {(_, failure) => (
        <>
          {stored.isRestored ? <RestoredNotice onStartOver={stored.startOver} /> : null}
          <KeyFields
            nameRef={nameRef}
            draft={stored.draft}
            seen={stored.seen}
            page={page}
            failure={failure}
            onChange={stored.change}
          />
          <StaleNotice notice={notice} />
        </>
      )}
    </DialogForm>
  );
}
