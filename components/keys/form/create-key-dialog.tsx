"use client";

import { useRouter } from "next/navigation";
import { type FormEvent, useRef, useState } from "react";
import type { ApiFailure } from "#components/api-client.ts";
import { dialogTexts } from "#components/dialogs/texts.ts";
import { createKey } from "#components/keys/key-client.ts";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { nameDraft } from "./draft/draft-storage.ts";
import type { FormPage } from "./draft/fields-props.ts";
import { createDraft, ensureEnvironment, type KeyDraft, toBody } from "./draft/key-draft.ts";
import { formTexts } from "./draft/texts.ts";
import { useStoredDraft } from "./draft/use-stored-draft.ts";
import { validateDraft } from "./draft/validate-draft.ts";
import { KeyFields, RestoredNotice } from "./fields/key-fields.tsx";
import { focusFirstError } from "./focus-first-error.ts";

/** The created key. The secret is null if an earlier attempt, whose response was lost, created it. */
export type CreatedKey = KeyDto & { secret: string | null };

interface CreateKeyDialogProps {
  isOpen: boolean;
  page: FormPage;
  environment: string;
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
  finalFocus: FinalFocus;
}

export function CreateKeyDialog({ isOpen, onClose, finalFocus, ...form }: CreateKeyDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  const [isBusy, setIsBusy] = useState(false);
  return (
    <Dialog
      isOpen={isOpen}
      isWide
      onClose={isBusy ? undefined : onClose}
      title={formTexts.createTitle}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <CreateKeyForm {...form} nameRef={nameRef} isBusy={isBusy} onBusy={setIsBusy} onCancel={onClose} />
    </Dialog>
  );
}

interface CreateKeyFormProps extends Omit<CreateKeyDialogProps, "isOpen" | "onClose" | "finalFocus"> {
  nameRef: React.RefObject<HTMLInputElement | null>;
  /** While true, the dialog can't be closed, because the response contains the secret. */
  isBusy: boolean;
  onBusy: (isBusy: boolean) => void;
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
function CreateKeyForm(props: CreateKeyFormProps) {
  const { page, environment, onCreated, nameRef, isBusy, onBusy, onCancel } = props;
  const router = useRouter();
  const fix = (draft: KeyDraft) => ensureEnvironment(draft, page.environments);
  const stored = useStoredDraft(
    nameDraft(page.viewer.userId, page.team.id),
    () => ({ seen: null, draft: fix(createDraft(environment)) }),
    fix,
  );
  const attempt = useAttempt();
  const [failure, setFailure] = useState<ApiFailure | null>(null);

  const recover = (failed: ApiFailure) => {
    if (!isIdempotencyMismatch(failed)) return setFailure(failed);
    setFailure({ ...failed, message: formTexts.repeated });
    attempt.renewIdempotencyKey();
    router.refresh();
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const nowMs = Date.now();
    const { environments, viewer } = page;
    const problems = validateDraft(stored.draft, null, { environments, role: viewer.role, nowMs });
    setFailure(problems);
    if (problems !== null) return focusFirstError(event.currentTarget);
    onBusy(true);
    const body = attempt.getBody(stored.draft, nowMs);
    const result = await createKey(page.team.id, body, attempt.idempotencyKey);
    onBusy(false);
    if (!result.isOk) return recover(result.failure);
    stored.discard();
    onCreated(result.data);
  };
  const cancel = () => {
    stored.discard();
    onCancel();
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        {stored.isRestored ? <RestoredNotice onStartOver={stored.startOver} /> : null}
        <KeyFields
          nameRef={nameRef}
          draft={stored.draft}
          seen={null}
          page={page}
          failure={failure}
          onChange={stored.change}
        />
      </DialogBody>
      <DialogFooter>
        <Button onClick={cancel} disabled={isBusy}>
          {dialogTexts.cancel}
        </Button>
        <Button type="submit" variant="primary" isBusy={isBusy}>
          {formTexts.create}
        </Button>
      </DialogFooter>
    </form>
  );
}
