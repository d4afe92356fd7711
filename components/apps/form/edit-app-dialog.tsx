"use client";

import { useRef } from "react";
import { readApp, updateApp } from "#components/apps/app-client.ts";
import type { AppFormPage } from "#components/apps/view-data.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { RestoredNotice } from "#components/dialogs/restored-notice.tsx";
import { type SaveRules, useSaveWithRebase } from "#components/dialogs/use-save-with-rebase.ts";
import { useStoredDraft } from "#components/dialogs/use-stored-draft.ts";
import { nameDraft } from "#components/keys/form/draft/draft-storage.ts";
import { StaleNotice } from "#components/keys/state/stale-notice.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import {
  type AppDraft,
  listAppChanges,
  omitPrivateKey,
  rebaseAppDraft,
  storedAppDraftSchema,
  toAppDraft,
} from "./app-draft.ts";
import { AppFields } from "./app-fields.tsx";
import { checkAppDraft } from "./check-draft.ts";
import { appFormTexts as texts } from "./texts.ts";

const saveRules: SaveRules<AppDto, AppDraft> = {
  read: readApp,
  send: (seen, changes) => updateApp(seen, changes, seen.updatedAt),
  isDeleted: ({ status }) => status === "deleted",
  listChanges: listAppChanges,
  rebase: rebaseAppDraft,
  texts: texts.stale,
};

interface EditAppDialogProps {
  /** Null closes the dialog. */
  item: AppDto | null;
  page: AppFormPage;
  onClose: () => void;
  onSaved: () => void;
  finalFocus: FinalFocus;
}

export function EditAppDialog({ page, onSaved, ...dialog }: EditAppDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <ItemDialog {...dialog} isWide title={() => texts.editTitle} initialFocus={nameRef}>
      {(app) => (
        <EditAppForm
          key={app.id}
          app={app}
          page={page}
          nameRef={nameRef}
          onCancel={dialog.onClose}
          onSaved={onSaved}
        />
      )}
    </ItemDialog>
  );
}

interface EditAppFormProps extends Pick<EditAppDialogProps, "page" | "onSaved"> {
  app: AppDto;
  nameRef: React.Ref<HTMLInputElement>;
  onCancel: () => void;
}

function EditAppForm({ app, page, nameRef, onCancel, onSaved }: EditAppFormProps) {
  const stored = useStoredDraft({
    name: nameDraft(page.viewer.userId, app.id),
    schema: storedAppDraftSchema,
    start: () => ({ seen: app, draft: toAppDraft(app) }),
    omit: omitPrivateKey,
  });
  const { seen, draft } = { ...stored, seen: stored.seen ?? app };
  const { notice, isGone, save } = useSaveWithRebase({ seen, draft }, stored.store);
  const discardThen = (then: () => void) => {
    stored.discard();
    then();
  };
  const run = () => {
    if (Object.keys(listAppChanges(seen, draft)).length === 0) {
      discardThen(onCancel);
      return null;
    }
    const failure = checkAppDraft(draft);
    return failure === null ? save(saveRules) : ({ isOk: false, failure } as const);
  };
  return (
    <DialogForm
      submit={texts.save}
      isDisabled={isGone}
      mustFinish
      fields="all"
      run={run}
      onDone={() => discardThen(onSaved)}
      onCancel={() => discardThen(onCancel)}
    >
      {(_, failure) => (
        <>
          {stored.isRestored ? <RestoredNotice onStartOver={stored.startOver} /> : null}
          <AppFields
            nameRef={nameRef}
            draft={draft}
            seen={seen}
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
