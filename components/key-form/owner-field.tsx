"use client";

import { useId } from "react";
import type { Viewer } from "#components/keys/view-data.ts";
import { Radio } from "#components/ui/checkbox.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { SelectField } from "#components/ui/select.tsx";
import { type KeyDraft, keyDraftSchema } from "./key-draft.ts";
import { formTexts } from "./texts.ts";

const texts = formTexts.owner;

const roles = keyDraftSchema.shape.ownerRole;

interface OwnerFieldProps {
  draft: KeyDraft;
  viewer: Viewer;
  error: string | undefined;
  onChange: (changes: Partial<KeyDraft>) => void;
}

/** Whose the key is: one's own, or the team's, which outlasts those who come and go. */
export function OwnerField({ draft, viewer, error, onChange }: OwnerFieldProps) {
  const group = useId();
  const ownRoles = roles.options.slice(0, roles.options.indexOf(viewer.role) + 1);
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 font-medium text-sm">{texts.label}</legend>
      <Radio
        name={group}
        label={texts.self}
        hint={texts.selfHint}
        checked={draft.owner === "self"}
        onChange={() => onChange({ owner: "self" })}
      />
      <Radio
        name={group}
        label={texts.team}
        hint={viewer.mayWriteEveryones ? texts.teamHint : texts.refusal}
        disabled={!viewer.mayWriteEveryones}
        checked={draft.owner === "team"}
        onChange={() => onChange({ owner: "team" })}
      />
      {draft.owner === "team" ? (
        <SelectField
          label={texts.role}
          fieldClassName="ml-6.5 max-sm:ml-0"
          value={draft.ownerRole}
          onChange={(event) => onChange({ ownerRole: roles.catch("viewer").parse(event.target.value) })}
          options={ownRoles.map((role) => ({ value: role, label: role }))}
        />
      ) : null}
      {error === undefined ? null : <FieldError>{error}</FieldError>}
    </fieldset>
  );
}
