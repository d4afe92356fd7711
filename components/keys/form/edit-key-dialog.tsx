"use client";

import { type FormEvent, useRef, useState } from "react";
import type { ApiFailure } from "#components/api-client.ts";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { updateKey } from "#components/keys/key-client.ts";
import type { KeyDialogProps } from "#components/keys/key-dialog.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import { useLast } from "#components/ui/use-last.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { nameDraft } from "./draft/draft-storage.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { listChanges, toDraft } from "./draft/key-draft.ts";
import { formTexts } from "./draft/texts.ts";
import { useStoredDraft } from "./draft/use-stored-draft.ts";
import { validateDraft } from "./draft/validate-draft.ts";
import { KeyFields, RestoredNotice } from "./fields/key-fields.tsx";
import { focusFirstError } from "./focus-first-error.ts";
import { useSaveWithRebase } from "./use-save-with-rebase.ts";

interface EditKeyDialogProps extends KeyDialogProps {
  page: FormPage;
  onSaved: (key: KeyDto) => void;
}

export function EditKeyDialog({ keyDto, page, onClose, onSaved, finalFocus }: EditKeyDialogProps) {
  const shown = useLast(keyDto);
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={keyDto !== null}
      isWide
      onClose={onClose}
      title={formTexts.editTitle}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      {shown === null ? null : (
        <EditKeyForm keyDto={shown} page={page} nameRef={nameRef} onCancel={onClose} onSaved={onSaved} />
      )}
    </Dialog>
  );
}

interface EditKeyFormProps extends Pick<EditKeyDialogProps, "page" | "onSaved"> {
  keyDto: KeyDto;
  nameRef: React.Ref<HTMLInputElement>;
  onCancel: () => void;
}

function useEditDraft(keyDto: KeyDto, page: FormPage) {
  const stored = useStoredDraft(nameDraft(page.viewer.userId, keyDto.id), () => ({
    seen: keyDto,
    draft: toDraft(keyDto),
  }));
  return { ...stored, seen: stored.seen ?? keyDto };
}

function EditKeyForm({ keyDto, page, nameRef, onCancel, onSaved }: EditKeyFormProps) {
  const stored = useEditDraft(keyDto, page);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const { notice, isGone, save } = useSaveWithRebase(stored, stored.store);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const nowMs = Date.now();
    const changes = listChanges(stored.seen, stored.draft, nowMs);
    if (Object.keys(changes).length === 0) return close(onCancel);
    const { environments, viewer } = page;
    const problems = validateDraft(stored.draft, stored.seen, { environments, role: viewer.role, nowMs });
    setFailure(problems);
    if (problems !== null) return focusFirstError(event.currentTarget);
    setIsBusy(true);
    const result = await save(nowMs, updateKey);
    setIsBusy(false);
    if (result === null) return;
    if (!result.isOk) return setFailure(result.failure);
    close(() => onSaved(result.data));
  };
  const close = (then: () => void) => {
    stored.discard();
    then();
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
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
      </DialogBody>
      <DialogFooter>
        <Button onClick={() => close(onCancel)}>{dialogTexts.cancel}</Button>
        <Button type="submit" variant="primary" isBusy={isBusy} disabled={isGone}>
          {formTexts.save}
        </Button>
      </DialogFooter>
    </form>
  );
}
