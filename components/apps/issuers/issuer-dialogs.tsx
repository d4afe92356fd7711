"use client";

import { useRef, useState } from "react";
import { findFieldError } from "#components/api-failure.ts";
import { createTrustedIssuer, updateTrustedIssuer } from "#components/apps/federation-client.ts";
import { DialogForm } from "#components/dialogs/dialog-form.tsx";
import { FormFailure } from "#components/dialogs/form-failure.tsx";
import { ItemDialog } from "#components/dialogs/item-dialog.tsx";
import { isIdempotencyMismatch, useIdempotencyKey } from "#components/keys/use-idempotency-key.ts";
import { SelectField } from "#components/ui/form/select.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";
import { Dialog } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import type { TrustedIssuerDto } from "#lib/contract/apps/federation-output.ts";
import { isIssuerPreset, issuerPresetNames, issuerPresets } from "#lib/domain/federation/presets.ts";
import {
  areKeysChanged,
  changePreset,
  createIssuerDraft,
  listIssuerChanges,
  listIssuerProblems,
  placeIssuerConflict,
  toFailure,
  toIssuerBody,
  toIssuerDraft,
} from "./issuer-draft.ts";
import { IssuerFields } from "./issuer-fields.tsx";
import { issuerTexts } from "./texts.ts";

const texts = issuerTexts.form;
const kinds = issuerPresetNames.map((value) => ({ value, label: issuerPresets[value].name }));

interface AddIssuerDialogProps {
  isOpen: boolean;
  teamId: string;
  onClose: () => void;
  onAdded: (issuer: TrustedIssuerDto) => void;
  finalFocus: FinalFocus;
}

export function AddIssuerDialog({ isOpen, finalFocus, ...form }: AddIssuerDialogProps) {
  return (
    <Dialog
      isOpen={isOpen}
      onClose={form.onClose}
      title={texts.addTitle}
      description={texts.addIntro}
      finalFocus={finalFocus}
    >
      <AddIssuerForm {...form} />
    </Dialog>
  );
}

function AddIssuerForm({ teamId, onClose, onAdded }: Omit<AddIssuerDialogProps, "isOpen" | "finalFocus">) {
  const [draft, setDraft] = useState(() => createIssuerDraft("github"));
  const { idempotencyKey, renewIdempotencyKey } = useIdempotencyKey();
  const run = async () => {
    const failure = toFailure(listIssuerProblems(draft));
    if (failure !== null) return { isOk: false, failure } as const;
    const result = await createTrustedIssuer(teamId, toIssuerBody(draft), idempotencyKey);
    if (result.isOk) return result;
    if (!isIdempotencyMismatch(result.failure)) {
      return { ...result, failure: placeIssuerConflict(result.failure) };
    }
    renewIdempotencyKey();
    return { ...result, failure: { ...result.failure, message: texts.repeated } };
  };
  return (
    <DialogForm submit={texts.submit} fields="all" run={run} onDone={onAdded} onCancel={onClose}>
      {(_, failure) => (
        <>
          <SelectField
            label={texts.kind}
            value={draft.preset}
            onChange={({ target: { value } }) => {
              if (isIssuerPreset(value)) setDraft(changePreset(draft, value));
            }}
            options={kinds}
          />
          <TextField
            label={texts.name}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            error={findFieldError(failure, "name")}
            required
          />
          <IssuerFields
            draft={draft}
            withAddress
            errorOf={(field) => findFieldError(failure, field)}
            onChange={(changes) => setDraft({ ...draft, ...changes })}
          />
          <FormFailure failure={failure} fields={["name", "issuer", "jwks"]} />
        </>
      )}
    </DialogForm>
  );
}

interface EditIssuerDialogProps {
  /** Null closes the dialog. */
  item: TrustedIssuerDto | null;
  onClose: () => void;
  onSaved: () => void;
  finalFocus: FinalFocus;
}

/** Renames an issuer, or replaces its public keys. */
export function EditIssuerDialog({ onSaved, ...dialog }: EditIssuerDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <ItemDialog
      {...dialog}
      title={() => texts.editTitle}
      description={({ issuer }) => issuer}
      initialFocus={nameRef}
    >
      {(issuer) => (
        <EditIssuerForm
          key={issuer.id}
          issuer={issuer}
          nameRef={nameRef}
          onCancel={dialog.onClose}
          onSaved={onSaved}
        />
      )}
    </ItemDialog>
  );
}

interface EditIssuerFormProps extends Pick<EditIssuerDialogProps, "onSaved"> {
  issuer: TrustedIssuerDto;
  nameRef: React.Ref<HTMLInputElement>;
  onCancel: () => void;
}

function EditIssuerForm({ issuer, nameRef, onCancel, onSaved }: EditIssuerFormProps) {
  const [draft, setDraft] = useState(() => toIssuerDraft(issuer));
  const run = () => {
    const failure = toFailure(listIssuerProblems(draft));
    if (failure !== null) return { isOk: false, failure } as const;
    const changes = listIssuerChanges(issuer, draft);
    if (Object.keys(changes).length > 0) return updateTrustedIssuer(issuer, changes);
    onCancel();
    return null;
  };
  return (
    <DialogForm submit={texts.save} fields="all" run={run} onDone={onSaved} onCancel={onCancel}>
      {(_, failure) => (
        <>
          <TextField
            ref={nameRef}
            label={texts.name}
            autoComplete="off"
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.target.value })}
            error={findFieldError(failure, "name")}
            required
          />
          <IssuerFields
            draft={draft}
            errorOf={(field) => findFieldError(failure, field)}
            onChange={(changes) => setDraft({ ...draft, ...changes })}
          />
          {areKeysChanged(issuer, draft) ? <p className="text-sm text-warn">{texts.endsTokens}</p> : null}
          <FormFailure failure={failure} fields={["name", "issuer", "jwks"]} />
        </>
      )}
    </DialogForm>
  );
}
