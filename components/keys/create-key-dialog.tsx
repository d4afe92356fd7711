"use client";

import { type FormEvent, useRef, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { TextArea } from "#components/ui/text-area.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import type { KeyDto } from "#lib/schemas/keys.ts";
import { type ApiFailure, findFieldError } from "../api-client.ts";
import { type CreateDraft, createDraft, findProblems, toBody } from "./create-draft.ts";
import { ExpiryField } from "./expiry-field.tsx";
import { FormFailure } from "./form-failure.tsx";
import { createIdempotencyKey, createKey } from "./key-client.ts";
import { OptionalLabel } from "./optional-label.tsx";
import { PermissionsField } from "./permissions-field.tsx";
import { keyTexts } from "./texts.ts";
import type { KeysPageData } from "./view-data.ts";

const texts = keyTexts.create;
const fieldNames = ["name", "environment", "description", "expiresAt", "permissions", "allowedIps"];

/** What was made. Without a secret it was made by an attempt whose answer got lost. */
export type CreatedKey = KeyDto & { secret: string | null };

interface CreateKeyDialogProps {
  isOpen: boolean;
  page: Pick<KeysPageData, "environments" | "team" | "viewer">;
  environment: string;
  onClose: () => void;
  onCreated: (key: CreatedKey) => void;
  finalFocus: FinalFocus;
}

export function CreateKeyDialog({ isOpen, onClose, finalFocus, ...form }: CreateKeyDialogProps) {
  const nameRef = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      title={texts.title}
      initialFocus={nameRef}
      finalFocus={finalFocus}
    >
      <CreateKeyForm {...form} nameRef={nameRef} onCancel={onClose} />
    </Dialog>
  );
}

interface CreateKeyFormProps extends Omit<CreateKeyDialogProps, "isOpen" | "onClose" | "finalFocus"> {
  nameRef: React.RefObject<HTMLInputElement | null>;
  onCancel: () => void;
}

/** Lives as long as the dialog is open: with it go what was typed and the Idempotency-Key. */
function CreateKeyForm({ page, environment, onCreated, nameRef, onCancel }: CreateKeyFormProps) {
  const [draft, setDraft] = useState(() => createDraft(environment));
  const [idempotencyKey] = useState(createIdempotencyKey);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const change = (changes: Partial<CreateDraft>) => setDraft((current) => ({ ...current, ...changes }));

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const nowMs = Date.now();
    const problems = findProblems(draft, nowMs);
    setFailure(problems);
    if (problems !== null) return focusFirstProblem(event.currentTarget);
    setIsBusy(true);
    const result = await createKey(page.team.id, toBody(draft, nowMs), idempotencyKey);
    setIsBusy(false);
    if (result.isOk) onCreated(result.data);
    else setFailure(result.failure);
  };

  return (
    <form noValidate onSubmit={submit} className="flex min-h-0 flex-col">
      <DialogBody>
        <TextField
          ref={nameRef}
          label={texts.name}
          placeholder={texts.namePlaceholder}
          autoComplete="off"
          value={draft.name}
          onChange={(event) => change({ name: event.target.value })}
          error={findFieldError(failure, "name")}
          required
        />
        <CreateKeyChoices draft={draft} page={page} failure={failure} onChange={change} />
        <FormFailure failure={failure} fields={fieldNames} />
      </DialogBody>
      <DialogFooter>
        <Button onClick={onCancel}>{texts.cancel}</Button>
        <Button type="submit" look="primary" isBusy={isBusy}>
          {texts.submit}
        </Button>
      </DialogFooter>
    </form>
  );
}

/** After the errors are drawn, so that there is something to find. */
function focusFirstProblem(form: HTMLFormElement): void {
  requestAnimationFrame(() => form.querySelector<HTMLElement>("[aria-invalid]")?.focus());
}

interface ChoicesProps {
  draft: CreateDraft;
  page: CreateKeyDialogProps["page"];
  failure: ApiFailure | null;
  onChange: (changes: Partial<CreateDraft>) => void;
}

/** All that is filled in already. */
function CreateKeyChoices({ draft, page, failure, onChange }: ChoicesProps) {
  const ipError = findFieldError(failure, "allowedIps");
  return (
    <>
      <SelectField
        label={texts.environment}
        value={draft.environment}
        onChange={(event) => onChange({ environment: event.target.value })}
        options={page.environments.map(({ slug, label }) => ({ value: slug, label }))}
        hint={texts.environmentHint}
        error={findFieldError(failure, "environment")}
      />
      <TextArea
        label={<OptionalLabel>{texts.description}</OptionalLabel>}
        value={draft.description}
        onChange={(event) => onChange({ description: event.target.value })}
        error={findFieldError(failure, "description")}
      />
      <ExpiryField draft={draft} error={findFieldError(failure, "expiresAt")} onChange={onChange} />
      <PermissionsField
        draft={draft}
        viewer={page.viewer}
        error={findFieldError(failure, "permissions")}
        onChange={onChange}
      />
      <details open={ipError !== undefined || undefined} className="group">
        <summary className="w-fit rounded-sm font-medium text-accent-text text-sm coarse:py-3">
          {texts.more}
        </summary>
        <TextArea
          fieldClassName="mt-3"
          label={<OptionalLabel>{texts.allowedIps}</OptionalLabel>}
          className="font-mono"
          spellCheck={false}
          autoComplete="off"
          value={draft.allowedIps}
          onChange={(event) => onChange({ allowedIps: event.target.value })}
          hint={texts.allowedIpsHint}
          error={ipError}
        />
      </details>
    </>
  );
}
